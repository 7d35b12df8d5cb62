import Foundation
import InteropSupport
import Testing

/// Files of a c-toxcore client to a bot that seals, over kills of the bot.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(10)))
struct `Files of a sealed bot` {
  /// A file that has this in its first bytes, and in each 64 KiB.
  private func make(_ name: String, bytes: Int, in course: FileCourse) throws -> SampleFile {
    let source = try course.make(name, bytes: bytes)
    let handle = try FileHandle(forWritingTo: URL(filePath: source.path))
    for start in stride(from: 0, to: bytes - Self.mark.utf8.count, by: 60_000) {
      try handle.seek(toOffset: UInt64(start))
      try handle.write(contentsOf: Data(Self.mark.utf8))
    }
    try handle.close()
    return try SampleFile(at: source.path)
  }

  private static let mark = "the-green-folder"

  /// The files below the home in which the mark stands, by content or by name.
  private func leaks(_ course: FileCourse) throws -> [String] {
    let home = course.bot.home
    let names = try #require(FileManager.default.enumerator(atPath: home.path()))
    return names.compactMap { $0 as? String }.filter { name in
      let data = try? Data(contentsOf: home.appending(path: name))
      return data?.range(of: Data(Self.mark.utf8)) != nil
    }
  }

  private func whole(_ course: FileCourse) async throws -> [Record] {
    try await course.bot.command([
      "file", "list", "--state", "whole", "--json", "--key", course.keyPath,
    ])
    .map { try Record(json: $0) }
  }

  @Test func `come whole over kills of the bot, and nothing of them stands in clear`() async throws
  {
    let course = try await FileCourse(seals: true)
    let sources = [
      try make("\(Self.mark)-large.pdf", bytes: 30_000_000, in: course),
      try make("\(Self.mark)-exact.pdf", bytes: 131_072, in: course),
      try make("\(Self.mark)-small.txt", bytes: 300, in: course),
    ]
    var open = Set(sources.map(\.name))
    var numbers: [Int: String] = [:]
    var isConnected = true
    var isToOffer = true
    func take() async throws -> Bool {
      for event in course.client.instance.peer.log.takeAll(where: { record in
        ["file_done", "friend_connection"].contains(record.event)
      }) {
        if event.event == "friend_connection" {
          isConnected = event.text("connection") != "none"
          isToOffer = isToOffer || !isConnected
        } else if let name = event.integer("file").flatMap({ numbers[$0] }) {
          open.remove(name)
        }
      }
      guard isConnected, isToOffer else { return isConnected }
      isToOffer = false
      numbers = [:]
      // The large one first: the others then have the next numbers.
      for source in sources where open.contains(source.name) {
        let reply = try? await course.client.instance.command(
          "send_file \(course.friend) \(source.path) \(source.name)")
        guard let number = reply?.integer("file") else { return isConnected }
        numbers[number] = source.name
      }
      return isConnected
    }
    /// Bytes of the large one that are on the disk, in whole segments.
    func received() async throws -> Int {
      let lists = try await course.bot.command(["file", "list", "--state", "accepted", "--json"])
      return try lists.compactMap { try Record(json: $0).integer("position") }.max() ?? 0
    }
    for _ in 0..<2 {
      let before = try await received()
      _ = try await eventually("the large one goes on") {
        _ = try await take()
        let position = try await received()
        #expect(position % 65_536 == 0)
        return position > before || !open.contains(sources[0].name) ? true : nil
      }
      try await course.kill(take)
    }
    _ = try await eventually("all are sent", within: .seconds(300)) {
      _ = try await take()
      return open.isEmpty ? true : nil
    }
    let files = try await whole(course)
    for source in sources {
      let file = try #require(files.first { $0.text("name") == source.name })
      #expect(file.integer("size") == source.size && file.text("sha256") == source.hash)
      let id = try #require(file.integer("id"))
      let saved = course.directory.appending(component: "saved-\(id)").path()
      try await course.bot.command([
        "file", "get", "\(id)", "--key", course.keyPath, "--output", saved,
      ])
      #expect(try SampleFile.hash(of: saved) == source.hash)
    }
    #expect(files.count == sources.count)
    #expect(try leaks(course) == [])
  }
}
