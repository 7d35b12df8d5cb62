/// What the node wants done with its TCP connections to relays.
///
/// The shell answers `.connect` with `relayConnected` or `relayClosed`. After either side has closed
/// a link nothing more is said about it: the shell reports no end that the node asked for.
public enum RelayAction: Hashable, Sendable {
  /// Open a connection. Answered by `relayConnected(_:now:)` or, whatever went wrong, by
  /// `relayClosed(_:now:)`.
  case connect(RelayLink, RelayAddress)
  /// Write these bytes behind those before them: whole frames, or the hello; at most 16,384 bytes.
  case send(RelayLink, [UInt8])
  /// Read on, or leave what comes to the system's buffer, which makes the relay wait. Connections begin
  /// with reading on.
  case setReading(RelayLink, Bool)
  /// Close the connection, or stop opening it. What was not written yet may be lost.
  case close(RelayLink)
}
