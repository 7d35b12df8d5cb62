import Foundation
import GatewayCore
import Synchronization
import Testing
import ToxCore
import ToxNIO

@testable import Gateway

/// The reports about a relay that does not listen, and their times.
@Suite(.timeLimit(.minutes(1))) struct `The progress of joining` {
  @Test func `it is told after the first minute, and once more when the network is lost`()
    async throws
  {
    var entropy = SystemRandomNumberGenerator()
    var configuration = DriverConfiguration()
    configuration.reach = .relays
    let driver = try await Driver.start(
      identity: Identity(from: &entropy), configuration: configuration, events: { _ in })
    let places = NamedPlaces()
    let relay = try BootstrapNode("127.0.0.1:1:" + String(repeating: "A1", count: 32))
    let endpoint = try #require(relay.endpoint)
    places.set(relay: NamedPlace(relay, at: endpoint))
    await driver.addRelay(relay.key, at: .endpoint(endpoint))

    let told = Told()
    // Seconds instead of a minute.
    let progress = JoinProgress(
      driver: driver, profile: .relay, places: places, looks: [1, 2], report: told.take)
    let (changes, changed) = AsyncStream.makeStream(of: ConnectionReport.Status.self)
    changed.yield(.joining)
    changed.yield(.offline)
    changed.finish()
    await progress.follow(changes)
    await driver.shutdown()

    let lines = told.lines
    #expect(lines.first == "0 of 1 relays answered")
    #expect(lines.count { $0 == "none of 1 relays answered within 2 s:" } == 2)
    #expect(
      lines.count { $0.hasPrefix("  relay 127.0.0.1:1: refused: nothing listens there") } == 2)
  }
}

private final class Told: Sendable {
  private let state = Mutex<[String]>([])
  var lines: [String] { state.withLock { $0 } }

  @Sendable func take(_ reports: [Report]) {
    for case .progress(let words) in reports { state.withLock { $0.append(words) } }
  }
}
