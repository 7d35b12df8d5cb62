import Foundation
import InteropSupport
import Testing

/// Files between a c-toxcore client and a bot.
@Suite(.serialized, .needsPrivateNetworks, .timeLimit(.minutes(20)))
struct `Files of a bot` {
  private static let setting = ProcessInfo.processInfo.environment["POSTERN_FILES_LARGEST"]
  /// Of the largest of 20 files.
  private static let largest = setting.flatMap { Int($0) } ?? 20_000_000
  private static let memoryMax = 60 * 1_024

  /// 20 sizes, from nothing on.
  private static var sizes: [Int] {
    [0, 1, 1_370, 1_371, 1_372, 65_536, 262_145] + (1...13).map { largest * $0 * $0 / 169 }
  }

  @Test func `one file arrives whole`() async throws {
    let course = try await FileCourse()
    let source = try course.make("one.pdf", bytes: 3_000_000)
    try await course.client.instance.command("send_file \(course.friend) \(source.path) one.pdf")
    _ = try await course.client.instance.event("file_done", within: .seconds(60))
    let done = try #require(course.files("whole", "in").first)
    #expect(done.text("sha256") == source.hash && done.integer("size") == source.size)
    #expect(try FileCourse.hash(of: course.stored(try #require(done.integer("id")))) == source.hash)
  }

  @Test func `20 files arrive whole although the connection is cut and the bot is killed`()
    async throws
  {
    let course = try await FileCourse()
    let sources = try Self.sizes.enumerated().map { try course.make("f\($0)", bytes: $1) }
    var open = Dictionary(uniqueKeysWithValues: sources.map { ($0.name, $0) })
    /// The names by the numbers that the client gave them in this session.
    var numbers: [Int: String] = [:]
    func offerAll() async throws {
      numbers = [:]
      for source in sources where open[source.name] != nil {
        let reply = try await course.client.instance.command(
          "send_file \(course.friend) \(source.path) \(source.name)")
        numbers[try #require(reply.integer("file"))] = source.name
      }
    }
    func takeDone() {
      let done = course.client.instance.peer.log.takeAll { $0.event == "file_done" }
      for number in done.compactMap({ $0.integer("file") }) {
        if let name = numbers[number] { open[name] = nil }
      }
      course.note()
    }
    let troubles = [course.cut, course.kill, course.cut, course.kill, course.cut]
    for trouble in troubles {
      try await offerAll()
      let before = course.position(of: "f19")
      _ = try await eventually("the largest file goes on", within: .seconds(120)) {
        takeDone()
        return open["f19"] == nil || course.position(of: "f19") > before ? true : nil
      }
      try await trouble()
      takeDone()
    }
    try await offerAll()
    _ = try await eventually("all are sent", within: .seconds(600)) {
      takeDone()
      return open.isEmpty ? true : nil
    }
    let whole = course.files("whole", "in")
    for source in sources {
      let found = whole.filter { $0.text("file") == source.name }
      #expect(found.map { $0.text("sha256") } == [source.hash], "\(source.name)")
      let id = try #require(found.first?.integer("id"))
      #expect(try FileCourse.hash(of: course.stored(id)) == source.hash, "\(source.name)")
    }
    #expect(course.kills == 2)
    #expect(course.memoryMax < Self.memoryMax, "\(course.memoryMax) KiB")
  }

  @Test func `20 files of a bot arrive whole although the connection is cut and it is killed`()
    async throws
  {
    let course = try await FileCourse()
    let sources = try Self.sizes.enumerated().map { try course.make("f\($0)", bytes: $1) }
    /// What the client has of each, by the number of its transfer.
    var parts: [Int: String] = [:]
    var done: Set<String> = []
    func target(_ name: String) -> URL { course.directory.appending(component: "got-\(name)") }
    func takeEvents() async throws {
      for event in course.client.instance.peer.log.takeAll(where: { record in
        ["file_offer", "file_done"].contains(record.event)
      }) {
        let number = try #require(event.integer("file"))
        if event.event == "file_done" {
          if let name = parts[number] { done.insert(name) }
          continue
        }
        let name = try #require(event.text("name"))
        parts[number] = name
        let path = target(name).path()
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
        let total = try #require(event.integer("size"))
        let position = size > 0 && size < total ? " \(size)" : ""
        try await course.client.instance.command(
          "accept_file \(course.friend) \(number) \(path)\(position)")
      }
      course.note()
    }
    for source in sources {
      try await course.client.send("send \(source.path)", to: course.bot.publicKey)
    }
    for trouble in [course.cut, course.kill, course.cut, course.kill, course.cut] {
      let before = done.count
      _ = try await eventually("files come", within: .seconds(120)) {
        try await takeEvents()
        return done.count > before || done.count == sources.count ? true : nil
      }
      try await trouble()
    }
    _ = try await eventually("all are there", within: .seconds(600)) {
      try await takeEvents()
      return done.count == sources.count ? true : nil
    }
    for source in sources {
      #expect(try FileCourse.hash(of: target(source.name).path()) == source.hash)
    }
    _ = try await eventually("the bot knows", within: .seconds(30)) {
      let names = Set(course.files("whole", "out").compactMap { $0.text("file") })
      return names.count == sources.count ? true : nil
    }
    #expect(course.memoryMax < Self.memoryMax, "\(course.memoryMax) KiB")
  }
}
