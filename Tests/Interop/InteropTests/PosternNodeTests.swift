import Foundation
import InteropSupport
import Testing

/// `postern node`, and its clients.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(5)))
struct `postern node` {
  @Test
  func `two stock clients without UDP talk through one node of ours alone`() async throws {
    let namespace = try await Namespace()
    let node = try await PosternServer.start(in: namespace)
    var clients: [ToxcoreActor] = []
    for number in 0..<2 {
      let peer = try PeerProcess(in: namespace)
      var options = PeerInstance.Options(port: 33_600 + number)
      options.udp = false
      options.acceptsRequests = true
      let instance = try await PeerInstance(options, of: peer)
      try await instance.bootstrap(from: [node.address])
      try await instance.command("relay 127.0.0.1 \(node.relayPort) \(node.address.key)")
      clients.append(ToxcoreActor(instance))
    }
    let (asker, answerer) = (clients[0], clients[1])
    try await asker.addContact(answerer.toxID, message: "hello")
    try await asker.waitOnline(answerer.publicKey)
    try await answerer.waitOnline(asker.publicKey)
    try await answerer.instance.command("echo on")
    let friend = try await asker.friendNumber(of: answerer.publicKey)
    let flood = Flood(count: 300)
    let result = try await asker.instance.flood(flood, to: friend)
    #expect(result.isExact && result.received == flood.count, "\(result)")
  }

  @Test
  func `two hundred clients are served at once`() async throws {
    let namespace = try await Namespace()
    let node = try await PosternServer.start(in: namespace)
    let crowd = try RelayCrowd(at: node.relayPort, key: node.address.key, in: namespace)
    try await crowd.join(pairs: 100)
    let talk = try await crowd.talk(count: 20, size: 300, window: 4)
    #expect(talk.isExact && talk.received == 4_000, "\(talk)")
    #expect(try await crowd.clientCount() == 200)
  }

  @Test
  func `it says on request what it is, ends when it is asked to, and leaves nothing but its key`()
    async throws
  {
    let namespace = try await Namespace()
    let node = try await PosternServer.start(
      in: namespace, options: ["--motd", "grüße from a node"])
    let answers = try await namespace.run(["python3", "-c", Self.askForInfo])
    #expect(answers == ["f000000001", "grüße from a node", "nothing for 77 bytes"])
    node.process.signal(SIGTERM)
    #expect(try await node.process.waitForExit() == 0)
    let files = try FileManager.default.contentsOfDirectory(atPath: namespace.directory.path())
    #expect(files == ["node-33445.key"])
  }

  /// Sends the 78 bytes of `tox-bootstrapd`'s own query, and one byte fewer.
  private static let askForInfo = """
    import socket
    ask = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ask.settimeout(5)
    ask.sendto(b"\\xf0" + bytes(77), ("127.0.0.1", 33445))
    answer = ask.recv(1000)
    print(answer[:5].hex())
    print(answer[5:].rstrip(b"\\0").decode())
    ask.settimeout(0.3)
    ask.sendto(b"\\xf0" + bytes(76), ("127.0.0.1", 33445))
    try: print(ask.recv(1000))
    except TimeoutError: print("nothing for 77 bytes")
    """

  @Test
  func `a pair talks on while hostile clients do what they can, and memory stays flat`()
    async throws
  {
    let namespace = try await Namespace()
    let node = try await PosternServer.start(in: namespace)
    let good = try RelayCrowd(at: node.relayPort, key: node.address.key, in: namespace)
    let bad = try RelayCrowd(at: node.relayPort, key: node.address.key, in: namespace)
    try await good.join(pairs: 1)
    let before = try #require(node.process.usage?.anonymousKiB)
    for kind in Self.hostileKinds {
      async let outcome = bad.hostile(kind, seconds: Self.hostileSeconds)
      let talk = try await good.talk(count: 200, size: 200, window: 8)
      let (made, ended) = try await outcome
      let memory = node.process.usage?.anonymousKiB ?? 0
      if Self.isLong {
        print("\(kind): made \(made), ended \(ended), \(memory) KiB, talk \(talk.seconds) s")
      }
      #expect(talk.isExact && talk.received == 400, "\(kind): \(talk)")
      #expect(made > 0)
      if ["lengths", "garbage"].contains(kind) { #expect(ended == made, "\(kind)") }
      if Self.isLong, ["drips", "deaf"].contains(kind) { #expect(ended > 0, "\(kind)") }
      #expect(memory < before + Self.memoryGrowthMaxKiB, "\(kind): \(before) to \(memory) KiB")
    }
    #expect(try await good.clientCount() == 2)
  }

  private static let hostileKinds = [
    "silent", "hellos", "handshakes", "routing", "outOfBand", "lengths", "garbage", "drips", "deaf",
  ]
  /// Each; POSTERN_HOSTILE_SECONDS for longer runs.
  private static let hostileSeconds =
    ProcessInfo.processInfo.environment["POSTERN_HOSTILE_SECONDS"].flatMap(Int.init) ?? 1
  /// Longer than a client may leave unread what is sent to it.
  private static let isLong = hostileSeconds > 12
  /// 512 half-open connections, eight members with 240 slots each, and buffers.
  private static let memoryGrowthMaxKiB = 16 << 10
}
