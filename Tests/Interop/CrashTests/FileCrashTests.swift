import Foundation
import GRDB
import Glibc
import InteropSupport
import Testing
import ToxSimulation

/// A file that is called whole is on the disk.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(60)))
struct `A bot that is killed while files come` {
  @Test(arguments: [false, true])
  func `no file that is called whole is not, and none that its sender calls sent is lost`(
    seals: Bool
  ) async throws {
    let kills = Int(`A bot that is killed`.setting("POSTERN_CRASH_KILLS") ?? 12)
    let course = try await FileCrashCourse(
      seed: `A bot that is killed`.setting("POSTERN_CRASH_SEED") ?? 1, seals: seals)
    try await course.run(kills: kills)
    print(course.figures)
    #expect(course.violations == [])
    #expect(course.wholeCount > kills / 2, "there was load")
  }
}

/// A c-toxcore client that sends one file after the other, some at once, to a bot that is killed
/// again and again. What the client was not told to be sent it offers again.
private final class FileCrashCourse {
  private static let rules = """
    limits {
      contact_messages_per_hour = "unlimited", contact_bytes_per_hour = "unlimited",
      messages_per_hour = "unlimited", bytes_per_hour = "unlimited", stored_bytes = "unlimited"
    }
    contacts { accept = "everyone" }
    files { accept = "everyone", max = "1GB", per_contact = "100GB", total = "100GB" }

    """
  private static let atOnce = 4

  private struct Source {
    var path: String
    var content: Data
  }

  private let network: TestNetwork
  private let client: PeerInstance
  private let home: URL
  private let port: Int
  private let sources: [Source]
  private let killSwitch = KillSwitch()
  /// Reads what a bot that seals has; nil where it does not.
  private let sealed: SealedFileReader?
  private var generator: SeededGenerator
  private var friend = 0
  private var process: NamespaceProcess?
  private var log = RecordLog()
  private var isOnline = false

  /// By the client's file: its transfer in this session, if it was offered. The file's number would
  /// not do: it may be another's again before the client's word on the first one is heard.
  private var open: [String: Int?] = [:]
  private var sent: Set<String> = []
  private var count = 0
  private var isOver = false
  /// Files whose bytes were compared.
  private var compared: Set<Int64> = []
  private var kills: [String: Int] = [:]
  private var resumed = 0
  private var mended = 0
  private(set) var violations: [String] = []

  var wholeCount: Int { compared.count }

  var figures: String {
    "kills \(kills.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }):"
      + " \(compared.count) files whole, \(sent.count) called sent, \(resumed) resumed,"
      + " \(mended) with their name before their row"
  }

  init(seed: UInt64, seals: Bool) async throws {
    sealed = seals ? SealedFileReader() : nil
    var generator = SeededGenerator(seed: seed)
    network = try await TestNetwork()
    port = network.freePort()
    home = network.namespace.directory.appending(component: "crash")
    let directory = network.namespace.directory
    var sources: [Source] = []
    for number in 0..<8 {
      let size = [0, 1, 1_371, 40_000, 700_000, 2_000_000, 5_000_000, 9_000_000][number]
      let content = Data((0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) })
      let path = directory.appending(component: "source-\(number)").path()
      try content.write(to: URL(filePath: path))
      sources.append(Source(path: path, content: content))
    }
    self.sources = sources
    self.generator = generator
    client = try await network.client(of: PeerProcess(in: network.namespace))
    // Watched from the first run on.
    try FileManager.default.createDirectory(
      at: home.appending(component: "files"), withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
  }

  func run(kills: Int) async throws {
    let toxID = try await start()
    friend = try await client.addFriend(toxID, message: "hello")
    for _ in 0..<kills where violations.isEmpty {
      try await killOnce()
      _ = try await start()
    }
    isOver = true
    _ = try await eventually("all is sent", within: .seconds(300)) {
      try await pump()
      return open.isEmpty ? true : nil
    }
    process?.signal(SIGTERM)
    guard try await process?.waitForExit() == 0 else {
      throw HarnessError("the bot did not end well")
    }
    try audit(isEnd: true)
  }

  private func start() async throws -> String {
    let log = RecordLog()
    self.log = log
    let process = try PosternActor.launch(
      rules: (sealed?.declaration ?? "") + Self.rules, home: home,
      at: .init(namespace: network.namespace, port: port, nodes: network.nodes), log: log)
    self.process = process
    let ready = try await log.next("the bot is ready") {
      $0.event == "ready"
    }
    guard let toxID = ready.text("tox_id") else { throw HarnessError("no Tox ID") }
    return toxID
  }

  /// Hears what the client tells, and keeps some files under way.
  private func pump() async throws {
    let told = client.peer.log.takeAll { record in
      ["friend_connection", "file_done", "file_control"].contains(record.event)
    }
    for record in told {
      if record.event == "friend_connection" {
        isOnline = record.text("connection") != "none"
        open = open.mapValues { _ in nil }
      } else if let transfer = record.integer("transfer"),
        let name = open.first(where: { $0.value == transfer })?.key
      {
        if record.event == "file_done" {
          open[name] = nil
          sent.insert(name)
        } else if record.text("control") == "cancel" {
          violations.append("\(name) was cancelled")
        }
      }
    }
    guard isOnline else { return }
    while open.count < Self.atOnce, !isOver {
      open["file-\(count)"] = .some(nil)
      count += 1
    }
    for name in open.keys.sorted() where open[name] == .some(nil) {
      let path = network.namespace.directory.appending(component: name).path()
      if access(path, F_OK) != 0 { link(source(of: name).path, path) }
      guard let reply = try? await client.command("send_file \(friend) \(path) \(name)") else {
        return
      }
      open[name] = reply.integer("transfer")
    }
  }

  private func source(of name: String) -> Source {
    sources[(Int(name.split(separator: "-").last ?? "") ?? 0) * 5 % sources.count]
  }

  private func killOnce() async throws {
    _ = try await eventually("files come") {
      try await pump()
      return log.take { $0.event == "file" }
    }
    guard let process = process?.processIdentifier else { throw HarnessError("no process") }
    let (kind, sight): (String, KillInstant.Sight?) =
      switch Int.random(in: 0..<6, using: &generator) {
      case 0...1: ("under load", nil)
      case 2...3: ("at a name", .name)
      default: ("at a commit", .commit)
      }
    kills[kind, default: 0] += 1
    let killSwitch = killSwitch
    let names = try JournalWatch(
      path: home.appending(component: "files").path(), for: IN_MOVED_TO
    ) { killSwitch.note(.name) }
    defer { names.cancel() }
    let commits = try JournalWatch(path: home.appending(component: "state.sqlite-wal").path()) {
      killSwitch.note(.commit)
    }
    defer { commits.cancel() }
    defer { killSwitch.disarm() }
    let clock = ContinuousClock()
    var deadline = clock.now + .seconds(8)
    if let sight {
      killSwitch.arm(
        process, at: sight, count: .random(in: 1...4, using: &generator),
        microseconds: .random(in: 0..<2_000, using: &generator))
    } else {
      deadline = clock.now + .milliseconds(.random(in: 0..<1_500, using: &generator))
    }
    while clock.now < deadline, self.process?.hasExited == false {
      try await pump()
      try await Task.sleep(for: .milliseconds(2))
    }
    _ = Glibc.kill(process, SIGKILL)
    guard try await self.process?.waitForExit() == 128 + SIGKILL else {
      throw HarnessError("the bot ended by itself")
    }
    // What the client was told before is held against what is there.
    try await pump()
    try audit(isEnd: false)
  }

  /// Compares rows, bytes and what the client was told.
  private func audit(isEnd: Bool) throws {
    let copy = network.namespace.directory.appending(component: "image")
    try? FileManager.default.removeItem(at: copy)
    try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
    for name in ["state.sqlite", "state.sqlite-wal"] {
      let file = home.appending(component: name)
      guard FileManager.default.fileExists(atPath: file.path()) else { continue }
      try FileManager.default.copyItem(at: file, to: copy.appending(component: name))
    }
    let queue = try DatabaseQueue(path: copy.appending(component: "state.sqlite").path())
    let rows = try queue.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT item, CAST(name AS BLOB) AS name, state, size, position, key, record FROM files
          WHERE direction = 'in'
          """)
    }
    let opened = try sealed.map { reader in try queue.read { try reader.open(rows, of: $0) } }
    try queue.close()
    var named: [String: Int] = [:]
    var seen: [String: [String]] = [:]
    for row in rows {
      let (item, state): (Int64, String) = (row[0], row[2])
      guard let name = opened.map({ $0[item]?.name }) ?? row[1] as String? else {
        violations.append("what opens file \(item), \(state), is missing")
        continue
      }
      let path = home.appending(component: "files").appending(component: "\(item)").path()
      let isNamed = access(path, F_OK) == 0
      seen[name, default: []].append(
        "\(item) \(state) \(row[4] as Int64) of \(row[3] as Int64?, default: "a stream")")
      if state == "whole" { named[name, default: 0] += 1 }
      if state == "accepted", isNamed { mended += 1 }
      if state == "accepted", row[4] as Int64 > 0 { resumed += 1 }
      if state == "whole" || isNamed, !compared.contains(item) {
        let content =
          try opened.map { try $0[item]?.content(at: path) }
          ?? Data(contentsOf: URL(filePath: path))
        guard content == source(of: name).content else {
          violations.append("\(name), \(state), is not what was sent")
          continue
        }
        if state == "whole" { compared.insert(item) }
        if isNamed, state == "accepted" { named[name, default: 0] += 1 }
      }
    }
    for (name, count) in named where count > 1 {
      violations.append("\(name) is there \(count) times")
    }
    for name in sent where named[name] == nil {
      violations.append(
        "\(name) was called sent and is not there\(isEnd ? " at the end" : ""): \(seen[name] ?? [])"
      )
    }
  }
}
