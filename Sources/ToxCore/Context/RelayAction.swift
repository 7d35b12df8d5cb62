/// What the node wants done with its TCP connections to relays.
///
/// The shell answers `.connect` with `relayConnected` or `relayClosed`. After either side has
/// closed a link nothing more is said about it: the shell reports no end that the node asked for.
public enum RelayAction: Hashable, Sendable {
  /// Open a connection. Answered by `relayConnected(_:now:)` or, whatever went wrong, by
  /// `relayClosed(_:now:)`.
  case connect(RelayLink, RelayAddress)
  /// Write these bytes after those before them: whole frames, or the hello; at most 16,384 bytes.
  case send(RelayLink, [UInt8])
  /// Read, or stop reading and leave incoming bytes in the system's buffer, which makes the relay
  /// wait. A new connection is read.
  case setReading(RelayLink, Bool)
  /// Close the connection, or stop opening it. Bytes that are not written yet may be lost.
  case close(RelayLink)
}
