import Testing
import ToxCore
import ToxWire

@testable import ToxNIO

/// Looks again and again until `condition` holds or a minute has passed.
func eventually(
  _ comment: Comment, isolation: isolated (any Actor)? = #isolation,
  _ condition: () async throws -> Bool
) async throws {
  let clock = ContinuousClock()
  let deadline = clock.now + .seconds(60)
  while try await !condition() {
    guard clock.now < deadline else {
      Issue.record(comment)
      return
    }
    try await Task.sleep(for: .milliseconds(2))
  }
}

extension Driver {
  /// A driver on loopback, with an identity of its own unless one is given, on a port of the
  /// system's choice.
  static func local(
    identity: Identity? = nil, limits: Limits = Limits(), address: IPAddress? = .loopback4,
    port: PortChoice = .exactly(0),
    events: @escaping @Sendable ([Event]) -> Void = { _ in }
  ) async throws -> Driver {
    var entropy = SystemRandomNumberGenerator()
    var configuration = DriverConfiguration()
    configuration.port = port
    configuration.address = address
    return try await start(
      identity: identity ?? Identity(from: &entropy), limits: limits,
      configuration: configuration, events: events)
  }
}
