/// What a driver did since it started.
public struct DriverCounters: Hashable, Sendable {
  public var datagramsReceived: UInt64 = 0
  public var datagramsSent: UInt64 = 0
  /// Datagrams that the system refused: unreachable, not permitted, its buffers full.
  public var sendFailures: UInt64 = 0
  /// How often the timer woke the loop.
  public var wakeUps: UInt64 = 0
  /// Errors of reading; the socket outlives most of them.
  public var readErrors: UInt64 = 0
  /// Connections to relays that were opened, whether or not a relay spoke over them.
  public var relaysOpened: UInt64 = 0

  public init() {}
}
