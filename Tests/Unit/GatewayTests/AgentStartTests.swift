import GatewayCore
import GatewayTestSupport
import Synchronization
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(1))) struct `The start of an agent` {
  @Test func `an agent that can't start leaves its port to the next one`() async throws {
    let directory = try WorkerBench.Directory()
    let port = try await run(at: directory.path + "/first", port: 0)
    // Its control socket can't be created: this fails after the node has joined the network.
    let tooLong = directory.path + "/" + String(repeating: "a", count: 100)
    await #expect(throws: ControlError.self) { _ = try await run(at: tooLong, port: port) }
    #expect(try await run(at: directory.path + "/second", port: port) == port)
  }

  /// Starts an agent and stops it.
  ///
  /// - Returns: the UDP port that it had.
  private func run(at home: String, port: UInt16) async throws -> UInt16 {
    let listened = Mutex<Int?>(nil)
    let network = NetworkConfiguration(
      bootstrap: [], port: port, bindAddress: "127.0.0.1", discoversLAN: false)
    let agent = try await Agent.start(Agent.Configuration(homePath: home, network: network)) {
      for case .ready(let ready) in $0.map(\.content) { listened.withLock { $0 = ready.udpPort } }
    }
    await agent.stop()
    return UInt16(try #require(listened.withLock { $0 }))
  }
}
