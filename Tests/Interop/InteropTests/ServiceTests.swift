import Foundation
import InteropSupport
import Testing

/// What our nodes do for others.
@Suite(.needsPrivateNetworks)
struct `What our nodes do for others` {
  @Test(.timeLimit(.minutes(5)))
  func `two stock clients meet and talk where all other nodes are ours`() async throws {
    let namespace = try await Namespace()
    let ours = try await PosternNodes(8, firstPort: 33_445, in: namespace)
    // Each a process of its own, as its users run it.
    var clients: [ToxcoreActor] = []
    for _ in 0..<2 {
      let peer = try PeerProcess(in: namespace, tick: .auto)
      clients.append(
        ToxcoreActor(try await ours.client(of: peer) { $0.acceptsRequests = true }))
    }
    let (asker, answerer) = (clients[0], clients[1])
    try await asker.addContact(answerer.toxID, message: "hello")
    try await asker.waitOnline(answerer.publicKey)
    try await answerer.waitOnline(asker.publicKey)
    for (sender, receiver) in [(asker, answerer), (answerer, asker)] {
      try await sender.send("from \(sender.publicKey)", to: receiver.publicKey)
      let text = try await receiver.nextMessage(from: sender.publicKey)
      #expect(text == "from \(sender.publicKey)")
      _ = try await sender.instance.event("receipt")
    }
    let counters = try await ours.counters()
    #expect(Self.faults(counters).isEmpty, "\(counters)")
  }

  @Test
  func `bootstrap nodes keep ours listed, and ours keep them`() async throws {
    let namespace = try await Namespace()
    var theirs: [BootstrapNode] = []
    for port in 33_445..<33_449 {
      theirs.append(try await .start(in: namespace, port: port, knowing: theirs.first?.address))
    }
    let ours = try await PosternNodes(
      8, firstPort: 33_501, joining: theirs.map(\.address), in: namespace)
    let watch = ServiceWatch(ours, theirs.map(\.address))
    try await watch.waitUntilAllAreListed()
    let log = try await watch.look(for: Self.watchTime, every: .seconds(10))
    #expect(log.samples > 1)
    #expect(log.unlisted.isEmpty, "\(log.unlisted)")
    #expect(Self.faults(log.counters).isEmpty, "\(log.counters)")
    #expect(theirs.allSatisfy { !$0.process.hasExited })
    #expect(log.counters["announced"] == 8)
  }

  /// Longer than the 60 s after which a silent node is pinged; POSTERN_SERVICE_SECONDS for longer
  /// runs: an hour is 3600.
  private static let watchTime = Duration.seconds(
    ProcessInfo.processInfo.environment["POSTERN_SERVICE_SECONDS"].flatMap(Int.init) ?? 70)

  /// Drops that say that a peer did something wrong, if only one of ours. `unsolicited` is among
  /// them where it can't be answers that came too late on a busy machine.
  private static func faults(_ counters: [String: Int]) -> [String: Int] {
    let mayBeLate = (counters["received"] ?? 0) / 20
    return counters.filter { name, count in
      switch name {
      case "unknownKind", "malformed", "undecryptable", "overLimit": count > 0
      case "unsolicited": count > mayBeLate
      default: false
      }
    }
  }
}
