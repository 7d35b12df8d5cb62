/// The position of a message in its session's stream. A number from one session has no meaning in
/// another: `session` tells them apart.
public struct StreamPosition: Hashable, Sendable {
  public var session: SessionID
  /// The packet number; wraps at 2^32.
  public var number: UInt32

  public init(session: SessionID, number: UInt32) {
    self.session = session
    self.number = number
  }
}
