/// What our relay wants done with the connections that others made to it.
///
/// After either side has closed a connection nothing more is said about it: the shell reports no
/// end that the node asked for.
public enum ServedAction: Hashable, Sendable {
  /// Write these bytes after those before them: whole frames, or the welcome; at most 16,384 bytes.
  case send(RelayClientID, [UInt8])
  /// Read, or stop reading and leave incoming bytes in the system's buffer, which makes the sender
  /// wait. A new connection is read.
  case setReading(RelayClientID, Bool)
  /// Close the connection. Bytes that are not written yet may be lost.
  case close(RelayClientID)
}
