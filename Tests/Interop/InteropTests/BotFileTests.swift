import Foundation
import InteropSupport
import Testing

/// Files between a c-toxcore client and a bot.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(20)))
struct `Files of a bot` {
  private static let setting = ProcessInfo.processInfo.environment["POSTERN_FILES_LARGEST"]
  /// Of the largest of 20 files.
  private static let largest = setting.flatMap { Int($0) } ?? 20_000_000
  /// By which a bot may grow: what it has without files depends on how it was built.
  private static let growthMax = 32 * 1_024

  /// 20 sizes, from nothing on.
  private static var sizes: [Int] {
    [0, 1, 1_370, 1_371, 1_372, 65_536, 262_145] + (1...13).map { largest * $0 * $0 / 169 }
  }

  /// What the bot says of the file; its client may know sooner.
  private func told(_ course: FileCourse, _ state: String) async throws -> Record {
    try await eventually("the bot tells of a file that is \(state)") {
      course.files(state, "in").first
    }
  }

  @Test func `one file arrives whole`() async throws {
    let course = try await FileCourse()
    let source = try course.make("one.pdf", bytes: 3_000_000)
    try await course.client.instance.command("send_file \(course.friend) \(source.path) one.pdf")
    _ = try await course.client.instance.event("file_done")
    let done = try await told(course, "whole")
    #expect(done.text("sha256") == source.hash && done.integer("size") == source.size)
    #expect(try SampleFile.hash(of: course.stored(try #require(done.integer("id")))) == source.hash)
  }

  @Test func `a small file of a type that is not taken ends as cancelled, not as received`()
    async throws
  {
    let course = try await FileCourse(types: "image/*")
    let source = try course.make("note.png", bytes: 100)
    try await course.client.instance.command("send_file \(course.friend) \(source.path) note.png")
    let end = try await course.client.instance.peer.log.next("its end") {
      $0.event == "file_done" || $0.event == "file_control" && $0.text("control") != "resume"
    }
    #expect(end.text("control") == "cancel")
    // What follows in the stream has its receipt nevertheless.
    try await course.client.send("hello", to: course.bot.publicKey)
    _ = try await course.client.instance.event("receipt")
    #expect(course.client.instance.peer.log.take { $0.event == "file_done" } == nil)
    #expect(try await told(course, "ended").text("failure") == "type")
    #expect(course.files("ended", "in").count == 1)
    #expect(try course.storedHashes() == [])
  }

  @Test func `a full disk pauses a file and says so, and with room it goes on`() async throws {
    let course = try await FileCourse(megabytes: 48)
    let source = try course.make("big", bytes: 12_000_000)
    try await course.fillDisk(leaving: 8_000_000)
    try await course.client.instance.command("send_file \(course.friend) \(source.path) big")
    _ = try await course.bot.log.next("the disk is full") {
      $0.event == "limit" && $0.text("limit") == "free_bytes"
    }
    #expect(course.files("whole", "in").isEmpty)
    try await course.makeRoom()
    _ = try await course.client.instance.event("file_done")
    #expect(try await told(course, "whole").text("sha256") == source.hash)
    #expect(course.files("whole", "in").count == 1)
  }

  @Test func `20 files arrive whole although the connection is cut and the bot is killed`()
    async throws
  {
    let course = try await FileCourse()
    let sources = try Self.sizes.enumerated().map { try course.make("f\($0)", bytes: $1) }
    var open = Dictionary(uniqueKeysWithValues: sources.map { ($0.name, $0) })
    /// The names by the numbers that the client gave them in this session. A number is given again
    /// as soon as its file is done, which may be before the last offer is made.
    var numbers: [Int: [String]] = [:]
    var isConnected = true
    /// Whether this session's offers are to be made: a session may break by itself, too.
    var isToOffer = true
    func offerAll() async throws {
      isToOffer = false
      numbers = [:]
      for source in sources where open[source.name] != nil {
        let reply = try? await course.client.instance.command(
          "send_file \(course.friend) \(source.path) \(source.name)")
        guard let number = reply?.integer("file") else { return }
        numbers[number, default: []].append(source.name)
      }
    }
    /// - Returns: whether the client is connected.
    @discardableResult
    func takeDone() async throws -> Bool {
      for event in course.client.instance.peer.log.takeAll(where: { record in
        ["file_done", "friend_connection"].contains(record.event)
      }) {
        if event.event == "friend_connection" {
          isConnected = event.text("connection") != "none"
          isToOffer = isToOffer || !isConnected
        } else if let number = event.integer("file"), let name = numbers[number]?.first {
          numbers[number]?.removeFirst()
          open[name] = nil
        }
      }
      course.note()
      if isConnected, isToOffer { try await offerAll() }
      return isConnected
    }
    for trouble in [course.cut, course.kill, course.cut, course.kill, course.cut] {
      let before = course.position(of: "f19")
      _ = try await eventually("the largest file goes on") {
        try await takeDone()
        return open["f19"] == nil || course.position(of: "f19") > before ? true : nil
      }
      try await trouble { try await takeDone() }
    }
    _ = try await eventually("all are sent", within: .seconds(600)) {
      try await takeDone()
      return open.isEmpty ? true : nil
    }
    // By what is there: the line that tells of a file may go with the process that is killed.
    let stored = try course.storedHashes()
    let missing = sources.filter { !stored.contains($0.hash) }.map(\.name)
    #expect(missing == [], "among \(stored.count) stored files")
    #expect(stored.count == sources.count)
    #expect(course.kills == 2)
    #expect(course.growthMax < Self.growthMax, "\(course.growthMax) KiB")
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
    var isConnected = true
    /// - Returns: whether the client is connected.
    @discardableResult
    func takeEvents() async throws -> Bool {
      let events = course.client.instance.peer.log.takeAll { record in
        ["file_offer", "file_done", "friend_connection"].contains(record.event)
      }
      let isLoss = { (record: Record) in record.text("connection") == "none" }
      // Offers of a session that is over are none.
      let lost = events.lastIndex(where: isLoss) ?? -1
      for (index, event) in events.enumerated() {
        switch event.event {
        case "friend_connection": isConnected = !isLoss(event)
        case "file_done":
          if let name = event.integer("file").flatMap({ parts[$0] }) { done.insert(name) }
        default:
          if index > lost { try await accept(event) }
        }
      }
      course.note()
      return isConnected
    }
    func accept(_ offer: Record) async throws {
      let number = try #require(offer.integer("file"))
      let name = try #require(offer.text("name"))
      parts[number] = name
      let path = target(name).path()
      let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
      let total = try #require(offer.integer("size"))
      // What is whole here, and not known to be at the bot, ends with its last byte.
      let position = size > 0 ? " \(min(size, total - 1))" : ""
      // Its session may just have ended: then it is offered again.
      _ = try? await course.client.instance.command(
        "accept_file \(course.friend) \(number) \(path)\(position)")
    }
    for source in sources {
      try await course.client.send("send \(source.path)", to: course.bot.publicKey)
    }
    for trouble in [course.cut, course.kill, course.cut, course.kill, course.cut] {
      let before = done.count
      _ = try await eventually("files come") {
        try await takeEvents()
        return done.count > before || done.count == sources.count ? true : nil
      }
      try await trouble { try await takeEvents() }
    }
    _ = try await eventually("all are there", within: .seconds(600)) {
      try await takeEvents()
      return done.count == sources.count ? true : nil
    }
    for source in sources {
      #expect(try SampleFile.hash(of: target(source.name).path()) == source.hash)
    }
    _ = try await eventually("the bot knows") {
      try await takeEvents()
      // By its home: the line that tells of a file may go with the process that is killed.
      let sent = try await course.bot.command(["file", "list", "--state", "whole", "--json"])
      let names = try Set(sent.compactMap { try Record(json: $0).text("name") })
      return names.count == sources.count ? true : nil
    }
    #expect(course.growthMax < Self.growthMax, "\(course.growthMax) KiB")
  }
}
