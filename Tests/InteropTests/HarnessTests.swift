import InteropSupport
import Testing

/// c-toxcore against c-toxcore: what these find is wrong with the harness, not with Postern.
@Suite(.timeLimit(.minutes(3)))
struct HarnessTests {
  @Test(arguments: [0, 10])
  func `a thousand messages come back exactly, whatever share of datagrams is lost`(
    percentLost: Int
  ) async throws {
    let network = try await TestNetwork()
    let bot = try await network.client(of: Peer(in: network.namespace)) {
      $0.acceptsRequests = true
    }
    try await bot.command("echo on")
    let client = try await network.client(of: Peer(in: network.namespace))
    let friend = try await client.addFriend(bot.toxID, message: "hello")
    let request = try await bot.event("friend_request", within: .seconds(60))
    #expect(request.text("text") == "hello")
    #expect(request.text("public_key") == client.publicKey)
    try await client.waitForFriend(friend, within: .seconds(60))
    try await network.namespace.dropDatagrams(percent: percentLost)
    let result = try await client.flood(Flood(count: 1000), to: friend, within: .seconds(90))
    #expect(result.isExact, "\(result)")
    #expect(result.received == 1000)
    let dropped = try await network.namespace.droppedDatagrams()
    #expect((dropped > 0) == (percentLost > 0))
  }
}
