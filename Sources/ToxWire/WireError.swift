/// Why bytes are not a packet.
public enum WireError: Error, Hashable, Sendable {
  /// The bytes end before the value does.
  case truncated
  /// Bytes are left over.
  case trailing
  /// Shorter or longer than the format allows.
  case size
  /// The first byte, or one that must repeat it, names another kind.
  case kind
  /// An address family that is unknown, or not allowed here.
  case addressFamily
  /// A count over its limit, or one that does not match the bytes.
  case count
  /// A value that the format forbids.
  case value
  /// A Tox ID or a save whose check bytes do not match.
  case checksum
}
