import Foundation
import InteropSupport
import Testing

/// A bot and a c-toxcore client with files between them, while the connection is cut and the bot is
/// killed. Whatever a side has not got it is offered again, as clients that resume files do.
final class FileCourse {
  static let rules = rules(types: nil)

  private static func rules(types: String?) -> String {
    let types = types.map { ", types = { \"\($0)\" }" } ?? ""
    return PosternActor.withoutQuotas + """
      profile { name = "files" }
      contacts { accept = "everyone" }
      files { accept = "everyone", max = "1GB", per_contact = "10GB", total = "20GB"\(types) }
      on("message", function(message)
        local path = message.text:match("^send (.+)")
        if path then message.contact:send_file(path) end
      end)

      """
  }

  let network: TestNetwork
  private let rules: String
  /// The inbox key of a bot that seals.
  let keyPath: String
  private(set) var bot: PosternActor
  let client: ToxcoreActor
  let friend: Int
  private(set) var kills = 0
  /// The events of files, over all runs.
  private var told: [Record] = []
  /// The most memory by which a run of the bot grew, in KiB.
  private(set) var growthMax = 0
  private var memoryAtStart = Int.max

  /// - Parameters:
  ///   - megabytes: the size of a disk of the home's own; nil for the one that is there.
  ///   - types: what the bot takes; nil: everything.
  ///   - seals: whether it seals what comes, to the key in `keyPath`.
  init(megabytes: Int? = nil, types: String? = nil, seals: Bool = false) async throws {
    network = try await TestNetwork()
    let directory = network.namespace.directory
    keyPath = directory.appending(component: "desk.key").path()
    if seals {
      let made = try await network.namespace.run([
        try BuildProducts.path(of: "postern"), "key", "inbox", "new", keyPath,
      ])
      let key = directory.appending(component: "desk.pub")
      try made.joined(separator: "\n").write(to: key, atomically: true, encoding: .utf8)
      rules = "inbox { seal = \"\(key.path())\" }\n" + Self.rules(types: types)
    } else {
      rules = Self.rules(types: types)
    }
    if let megabytes {
      let home = network.namespace.directory.appending(component: "files").path()
      let options = "size=\(megabytes)m,mode=0700"
      try await network.namespace.run(["mkdir", home])
      try await network.namespace.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", home])
    }
    bot = try await PosternActor(rules: rules, home: "files", in: network)
    client = try await Scene.befriend(bot, in: network)
    friend = try await client.friendNumber(of: bot.publicKey)
    try await bot.waitOnline(client.publicKey)
    note()
  }

  var directory: URL { network.namespace.directory }

  func make(_ name: String, bytes: Int) throws -> SampleFile {
    try SampleFile.make(name, bytes: bytes, in: directory)
  }

  /// Takes all room of the home's own disk but some.
  func fillDisk(leaving bytes: Int) async throws {
    let fill = """
      free=$(df --output=avail -B1 "$0" | tail -1)
      head -c $((free - \(bytes))) /dev/zero > "$0/ballast"
      """
    try await network.namespace.run(["sh", "-c", fill, bot.home.path()])
  }

  func makeRoom() async throws {
    try await network.namespace.run(["rm", bot.home.appending(component: "ballast").path()])
  }

  /// Cuts the connection until both sides have noticed, and joins it again.
  ///
  /// - Parameter hear: takes what the client tells, and returns whether it is connected.
  func cut(_ hear: () async throws -> Bool) async throws {
    try await network.namespace.dropDatagrams(percent: 100)
    _ = try await eventually("the client misses the bot") {
      try await hear() ? nil : true
    }
    _ = try await bot.event("contact_offline", of: client.publicKey)
    try await network.namespace.dropDatagrams(percent: 0)
    _ = try await eventually("the client is back") {
      try await hear() ? true : nil
    }
    try await bot.waitOnline(client.publicKey)
  }

  /// Kills the bot and starts it again.
  func kill(_ hear: () async throws -> Bool) async throws {
    note()
    try await bot.process.killAndWait()
    note()
    kills += 1
    bot = try await PosternActor(rules: rules, home: "files", in: network)
    try await bot.waitOnline(client.publicKey)
    _ = try await eventually("the client is back") {
      try await hear() ? true : nil
    }
  }

  /// Takes what the bot has told of files, and looks at its memory.
  func note() {
    told += bot.log.takeAll { $0.event == "file" }
    if let usage = bot.process.usage {
      memoryAtStart = min(memoryAtStart, usage.anonymousKiB)
      growthMax = max(growthMax, usage.anonymousKiB - memoryAtStart)
    }
  }

  /// The states of files that the bot told, by their names.
  func files(_ state: String, _ direction: String) -> [Record] {
    note()
    return told.filter { $0.text("state") == state && $0.text("direction") == direction }
  }

  /// How many bytes of a file the bot last said are there.
  func position(of name: String) -> Int {
    note()
    return told.last { $0.text("file") == name }?.integer("position") ?? 0
  }

  /// The hashes of all that is in the bot's folder, parts too, in order.
  func storedHashes() throws -> [String] {
    let folder = bot.home.appending(component: "files").path()
    return try FileManager.default.contentsOfDirectory(atPath: folder)
      .map { try SampleFile.hash(of: "\(folder)/\($0)") }.sorted()
  }

  /// Where the bot keeps a file.
  func stored(_ id: Int) -> String {
    bot.home.appending(component: "files").appending(component: "\(id)").path()
  }
}
