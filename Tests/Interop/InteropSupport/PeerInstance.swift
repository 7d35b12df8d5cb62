/// One c-toxcore instance of a `PeerProcess`.
public struct PeerInstance: Sendable {
  public struct Options: Sendable {
    public var udp = true
    public var port: Int
    public var relayPort: Int?
    public var acceptsRequests = false
    public var savePath: String?
    public var passphrase: String?

    public init(port: Int) { self.port = port }
  }

  public let peer: PeerProcess
  public let index: Int
  public let toxID: String
  public let publicKey: String
  public let address: NodeAddress

  public init(_ options: Options, of peer: PeerProcess) async throws {
    var words = ["new", "udp=\(options.udp ? "on" : "off")"]
    words.append("ports=\(options.port)-\(options.port)")
    words.append("accept=\(options.acceptsRequests ? "auto" : "manual")")
    if let port = options.relayPort { words.append("tcp=\(port)") }
    if let path = options.savePath { words.append("save=\(path)") }
    if let passphrase = options.passphrase { words.append("passphrase=\(passphrase)") }
    let reply = try await peer.command(words.joined(separator: " "))
    guard let index = reply.integer("instance"), let toxID = reply.text("tox_id"),
      let publicKey = reply.text("public_key"), let dhtKey = reply.text("dht_key"),
      let port = reply.integer("udp_port")
    else { throw HarnessError("unexpected reply: \(reply.fields)") }
    self.peer = peer
    self.index = index
    self.toxID = toxID
    self.publicKey = publicKey
    address = NodeAddress(port: port, key: dhtKey)
  }

  @discardableResult
  public func command(_ line: String) async throws -> Record {
    try await peer.command("\(index) \(line)")
  }

  public func bootstrap(from nodes: [NodeAddress]) async throws {
    for node in nodes { try await command("bootstrap \(node.host) \(node.port) \(node.key)") }
  }

  public func use(relay: NodeAddress) async throws {
    try await command("relay \(relay.host) \(relay.port) \(relay.key)")
  }

  /// The next event of this instance with this name that matches.
  public func event(
    _ name: String, within limit: Duration = .patience,
    where matches: (Record) -> Bool = { _ in true }
  ) async throws -> Record {
    try await peer.log.next("\(name) at instance \(index)", within: limit) {
      $0.event == name && $0.integer("instance") == index && matches($0)
    }
  }

  /// The next event of this instance with one of these names.
  public func event(
    oneOf names: [String], within limit: Duration = .patience
  ) async throws -> Record {
    try await peer.log.next("\(names) at instance \(index)", within: limit) { record in
      record.event.map(names.contains) == true && record.integer("instance") == index
    }
  }

  /// - Returns: the friend's number.
  public func addFriend(_ toxID: String, message: String) async throws -> Int {
    try friendNumber(in: await command("add_friend \(toxID) \(message)"))
  }

  public func addFriendWithoutRequest(_ publicKey: String) async throws -> Int {
    try friendNumber(in: await command("add_friend_norequest \(publicKey)"))
  }

  private func friendNumber(in reply: Record) throws -> Int {
    guard let number = reply.integer("friend") else {
      throw HarnessError("no friend number: \(reply.fields)")
    }
    return number
  }

  /// Until this instance calls itself on line.
  public func waitOnLine(within limit: Duration = .patience) async throws {
    _ = try await event("self_connection", within: limit) { $0.text("connection") != "none" }
  }

  public func waitForFriend(_ number: Int, within limit: Duration = .patience) async throws {
    _ = try await event("friend_connection", within: limit) {
      $0.integer("friend") == number && $0.text("connection") != "none"
    }
  }
}
