/// What our relay wants done with the connections that others made to it.
///
/// After either side has closed a connection nothing more is said about it: the shell reports no
/// end that the node asked for.
public enum ServedAction: Hashable, Sendable {
  /// Write these bytes behind those before them: whole frames, or the welcome; at most 16,384
  /// bytes.
  case send(RelayClientID, [UInt8])
  /// Read on, or leave what comes to the system's buffer, which makes the sender wait. Connections
  /// begin with reading on.
  case setReading(RelayClientID, Bool)
  /// Close the connection. What was not written yet may be lost.
  case close(RelayClientID)
}
