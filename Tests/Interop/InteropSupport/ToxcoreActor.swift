/// A `ChatActor` played by c-toxcore.
public struct ToxcoreActor: ChatActor {
  public let instance: PeerInstance

  public var toxID: String { instance.toxID }
  public var publicKey: String { instance.publicKey }
  public var process: NamespaceProcess { instance.peer.process }

  public init(_ instance: PeerInstance) { self.instance = instance }

  public static func echoBot(
    in network: some LoopbackNetwork, tick: PeerProcess.Tick = .milliseconds(1), wake: Bool = false,
    over relay: NodeAddress? = nil
  ) async throws -> ToxcoreActor {
    let peer = try PeerProcess(in: network.namespace, tick: tick, wake: wake)
    let instance = try await network.client(of: peer, over: relay) { $0.acceptsRequests = true }
    try await instance.command("echo on")
    return ToxcoreActor(instance)
  }

  public func addContact(_ toxID: String, message: String) async throws {
    _ = try await instance.addFriend(toxID, message: message)
  }

  public func waitOnline(_ publicKey: String, within limit: Duration) async throws {
    _ = try await instance.event("friend_connection", within: limit) {
      $0.text("public_key") == publicKey && $0.text("connection") != "none"
    }
  }

  public func send(_ text: String, to publicKey: String) async throws {
    try await instance.command("send \(friendNumber(of: publicKey)) \(text)")
  }

  public func nextMessage(from publicKey: String, within limit: Duration) async throws -> String {
    let friend = try await friendNumber(of: publicKey)
    let message = try await instance.event("message", within: limit) {
      $0.integer("friend") == friend
    }
    guard let text = message.text("text") else {
      throw HarnessError("not UTF-8: \(message.text("hex") ?? "?")")
    }
    return text
  }

  /// toxcore numbers its friends; everyone else knows them by key.
  public func friendNumber(of publicKey: String) async throws -> Int {
    let reply = try await instance.command("friends")
    guard case .list(let friends) = reply.fields["friends"] else {
      throw HarnessError("no list of friends: \(reply.fields)")
    }
    for case .object(let friend) in friends where friend["public_key"] == .text(publicKey) {
      if case .number(let number) = friend["friend"] { return Int(number) }
    }
    throw HarnessError("not a friend: \(publicKey)")
  }
}
