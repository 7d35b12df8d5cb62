import Foundation

/// Which program is the TCP relay.
public enum RelayKind: Sendable, CaseIterable {
  case toxBootstrapd
  case posternNode
}

/// A network of relays, each a process that can be killed, which are bootstrap nodes too, and one
/// bootstrap node more, which is no relay.
public final class RelayNetwork: LoopbackNetwork {
  private struct Relay {
    let address: NodeAddress
    let process: NamespaceProcess
  }

  public let namespace: Namespace
  public let nodes: [NodeAddress]
  /// Where each relay listens for TCP.
  public let relayAddresses: [NodeAddress]
  private let relays: [Relay]
  private let bootstrapNode: BootstrapNode
  private let ports = Ports()

  public init(_ kinds: [RelayKind]) async throws {
    namespace = try await Namespace()
    bootstrapNode = try await .start(in: namespace, port: 33_445)
    var relays: [Relay] = []
    for (number, kind) in kinds.enumerated() {
      relays.append(
        try await Self.start(kind, number + 1, in: namespace, knowing: bootstrapNode.address))
    }
    self.relays = relays
    relayAddresses = relays.enumerated().map {
      NodeAddress(port: Self.relayPort($0 + 1), key: $1.address.key)
    }
    nodes = [bootstrapNode.address] + relays.map(\.address)
  }

  private static func relayPort(_ number: Int) -> Int { 3_389 + number }

  private static func start(
    _ kind: RelayKind, _ number: Int, in namespace: Namespace, knowing known: NodeAddress
  ) async throws -> Relay {
    let port = known.port + number
    switch kind {
    case .toxBootstrapd:
      let node = try await BootstrapNode.start(
        in: namespace, port: port, relayPort: relayPort(number), knowing: known)
      return Relay(address: node.address, process: node.process)
    case .posternNode:
      let node = try await PosternServer.start(
        in: namespace, port: port, relayPort: relayPort(number), knowing: [known])
      return Relay(address: node.address, process: node.process)
    }
  }

  public func freePort() -> Int { ports.next() }

  /// A bot in the relay profile.
  public func hiddenBot(
    rules: String = PosternActor.echoRules
  ) async throws -> PosternActor {
    try await bot(rules, home: "bot", port: nil, ["--network", "relay"])
  }

  /// An echo bot in the direct profile, with the relays to fall back to.
  public func openBot() async throws -> PosternActor {
    try await bot(PosternActor.echoRules, home: "bot", port: freePort(), [])
  }

  /// A bot that knows the relays.
  ///
  /// - Parameter port: for UDP; nil in the profiles without.
  public func bot(
    _ rules: String, home: String, port: Int?, _ options: [String]
  ) async throws -> PosternActor {
    try await PosternActor(
      rules: rules, home: home,
      at: PosternActor.Place(namespace: namespace, port: port, nodes: nodes),
      options: options + relayAddresses.flatMap { ["--relay", $0.description] })
  }

  /// A c-toxcore client that knows the relays.
  public func client(usesUDP: Bool) async throws -> PeerInstance {
    let client = try await client(of: PeerProcess(in: namespace)) { $0.udp = usesUDP }
    for relay in relayAddresses {
      try await client.command("relay \(relay.host) \(relay.port) \(relay.key)")
    }
    return client
  }

  /// - Returns: the bot's number at the client.
  public func befriend(_ client: PeerInstance, _ bot: PosternActor) async throws -> Int {
    let friend = try await client.addFriend(bot.toxID, message: "hello")
    try await client.waitForFriend(friend)
    return friend
  }

  /// Waits until so many more messages came to the bot.
  public func waitForMessages(_ count: Int, at bot: PosternActor) async throws {
    var heard = 0
    _ = try await eventually("\(count) messages at the bot") { () -> Bool? in
      heard += bot.log.takeAll { $0.event == "message" }.count
      return heard >= count ? true : nil
    }
  }

  public func kill(_ relay: Int) async throws { try await relays[relay].process.killAndWait() }

  /// The relay stops in its tracks, or goes on.
  public func setHanging(_ relay: Int, _ hangs: Bool) {
    relays[relay].process.signal(hangs ? SIGSTOP : SIGCONT)
  }

  /// The UDP sockets that a process has open, as the system lists them.
  public func udpSockets(of process: NamespaceProcess) throws -> [String] {
    guard let identifier = process.processIdentifier else { throw HarnessError("it is gone") }
    let directory = "/proc/\(identifier)"
    let own = try FileManager.default.contentsOfDirectory(atPath: "\(directory)/fd").compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/fd/\($0)")
    }
    let sockets = try ["udp", "udp6"].flatMap { name in
      try String(contentsOfFile: "\(directory)/net/\(name)", encoding: .utf8)
        .split(separator: "\n").dropFirst().map(String.init)
    }
    return sockets.filter { line in
      let fields = line.split(separator: " ")
      return fields.count > 9 && own.contains("socket:[\(fields[9])]")
    }
  }
}
