import Foundation
import InteropSupport
import Testing

/// A home with more contacts than one answer of the bot names.
@Suite(.mayBlock) struct `Very many contacts` {
  private static let count = 1_203

  /// Contacts whose keys are in another order than that in which they were first seen.
  private static let filling = """
    import hashlib, sqlite3, sys
    database = sqlite3.connect(sys.argv[1])
    for number in range(1, \(count) + 1):
        cursor = database.execute("INSERT INTO conversations (last_seen) VALUES (?)", (number,))
        key = hashlib.sha256(str(number).encode()).digest()
        database.execute(
            "INSERT INTO contacts (id, key, codename, state, first_seen)"
            " VALUES (?, ?, ?, 'accepted', ?)",
            (cursor.lastrowid, key, f"quiet-otter-{number}", number))
    database.commit()
    """

  @Test func `are all listed once, in the order in which they were first seen`() throws {
    let place = try Place()
    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
    try #require(place.run("id", "echo.lua", "--home", "home").status == 0)
    let filling = Process()
    filling.executableURL = URL(filePath: "/usr/bin/env")
    filling.arguments = ["python3", "-c", Self.filling, place.path("home/state.sqlite")]
    try filling.run()
    filling.waitUntilExit()
    try #require(filling.terminationStatus == 0)

    let list = try Command(["contact", "list", "--home", "home"], in: place.directory)
    #expect(list.status == 0, "\(list.errors)")
    let names = list.output.split(separator: "\n").map { $0.prefix { $0 != " " } }
    #expect(names == (1...Self.count).map { "quiet-otter-\($0)" })
  }
}
