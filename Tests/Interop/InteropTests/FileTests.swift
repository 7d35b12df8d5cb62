import Foundation
import InteropSupport
import Testing

/// Files between two c-toxcore peers.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(2)))
struct `Files between c-toxcore peers` {
  private struct Pair {
    let network: TestNetwork
    let sender: PeerInstance
    let receiver: PeerInstance

    init() async throws {
      network = try await TestNetwork()
      receiver = try await network.client(of: PeerProcess(in: network.namespace)) {
        $0.acceptsRequests = true
      }
      sender = try await Scene.befriend(ToxcoreActor(receiver), in: network).instance
    }

    func path(_ name: String) -> URL { network.namespace.directory.appending(component: name) }
  }

  @Test
  func `files of every size arrive whole, one after the other`() async throws {
    let pair = try await Pair()
    // 1371 bytes fit in one packet; a file that is as long as its packets must still end.
    for size in [0, 1, 1371, 1372, 3_000_000] {
      let content = Data((0..<size).map { _ in UInt8.random(in: 0...255) })
      try await transfer(content, over: pair)
      #expect(try Data(contentsOf: pair.path("received")) == content, "\(size) bytes")
    }
  }

  private func transfer(_ content: Data, over pair: Pair) async throws {
    try content.write(to: pair.path("sent"))
    try await pair.sender.command("send_file 0 \(pair.path("sent").path()) the tip.pdf")
    let offer = try await pair.receiver.event("file_offer")
    #expect(offer.text("name") == "the tip.pdf")
    #expect(offer.integer("size") == content.count)
    let file = try #require(offer.integer("file"))
    try await pair.receiver.command("accept_file 0 \(file) \(pair.path("received").path())")
    _ = try await pair.receiver.event("file_done")
    _ = try await pair.sender.event("file_done")
  }

  @Test
  func `a refused file is cancelled at its sender`() async throws {
    let pair = try await Pair()
    try Data(count: 100).write(to: pair.path("sent"))
    try await pair.sender.command("send_file 0 \(pair.path("sent").path())")
    let offer = try await pair.receiver.event("file_offer")
    let file = try #require(offer.integer("file"))
    try await pair.receiver.command("control_file 0 \(file) cancel")
    let control = try await pair.sender.event("file_control")
    #expect(control.text("control") == "cancel")
  }
}
