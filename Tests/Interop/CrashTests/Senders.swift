import InteropSupport
import Synchronization

/// Clients in one process that talk to the bot without end.
final class Senders: Sendable {
  enum Clients {
    case toxcore
    /// Clients of ours that put an id behind each text; see `StampingTalker`.
    case stamping
  }

  /// Messages without a receipt at most, and new ones a second, for each sender.
  private static let window = 48
  private static let perSecond = 60
  static let requestText = "hello"

  let names: [String]
  /// Public keys, in the order of `names`.
  let keys: [String]
  private let instances: [PeerInstance]
  private let ledgers: Ledgers

  /// Filled by the thread that reads the clients' output.
  private final class Ledgers: Sendable {
    let all: Mutex<[SenderLedger]>
    init(count: Int) { all = Mutex(Array(repeating: SenderLedger(), count: count)) }
  }

  init(
    _ clients: Clients = .toxcore, count: Int, in network: TestNetwork, killSwitch: KillSwitch
  ) async throws {
    let names = (0..<count).map { "s\($0)" }
    let ledgers = Ledgers(count: count)
    let log = RecordLog { record in
      guard let sight = Self.write(record, into: ledgers, names) else { return false }
      if let seen = sight.seen { killSwitch.note(seen) }
      return sight.isTaken
    }
    let peer =
      switch clients {
      case .toxcore: try PeerProcess(in: network.namespace, log: log)
      case .stamping: try PeerProcess(ofPosternIn: network.namespace, log: log)
      }
    var instances: [PeerInstance] = []
    for _ in 0..<count { instances.append(try await network.client(of: peer)) }
    self.names = names
    self.ledgers = ledgers
    self.instances = instances
    keys = instances.map { $0.publicKey.uppercased() }
  }

  func snapshot() -> [SenderLedger] { ledgers.all.withLock { $0 } }

  var tickCount: Int { ledgers.all.withLock { $0.reduce(0) { $0 + $1.ticks.count } } }
  /// How many sessions each had with the bot.
  var sessionCounts: [Int] { ledgers.all.withLock { $0.map(\.sessions.count) } }
  var tickCounts: [Int] { ledgers.all.withLock { $0.map(\.ticks.count) } }

  func befriend(_ toxID: String) async throws {
    for instance in instances {
      let friend = try await instance.addFriend(toxID, message: Self.requestText)
      try await instance.waitForFriend(friend)
    }
  }

  func talk() async throws {
    for (name, instance) in zip(names, instances) {
      try await instance.command("talk 0 \(name) \(Self.window) \(Self.perSecond)")
    }
  }

  func hush() async throws {
    for instance in instances { try await instance.command("hush") }
  }

  /// How many messages each has begun to send, and how often one was sent again.
  func talked() async throws -> [(begun: Int, sentAgain: Int)] {
    var talked: [(begun: Int, sentAgain: Int)] = []
    for instance in instances {
      let reply = try await instance.command("talked")
      guard let begun = reply.integer("begun"), let again = reply.integer("sent_again") else {
        throw HarnessError("an incomplete reply: \(reply.fields)")
      }
      talked.append((begun, again))
    }
    return talked
  }

  private static func write(
    _ record: Record, into ledgers: Ledgers, _ names: [String]
  ) -> (seen: KillInstant.Sight?, isTaken: Bool)? {
    guard let index = record.integer("instance"), names.indices.contains(index),
      let microseconds = record.integer("at_us")
    else { return nil }
    let time = MonotonicTime(microseconds: microseconds)
    return ledgers.all.withLock { all in
      switch record.event {
      case "ticked":
        let inOrder = record.bool("in_order") == true
        all[index].ticked(record.integer("number") ?? -1, inOrder: inOrder, at: time)
        return (.tick, true)
      case "message":
        all[index].received(record.text("text") ?? "not UTF-8", by: names[index])
        return (.reply, true)
      case "friend_connection":
        if record.text("connection") != "none" { all[index].online(at: time) }
        return (nil, false)
      default: return nil
      }
    }
  }
}
