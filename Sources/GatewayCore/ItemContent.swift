/// The content of an item, as far as it can be read here.
public enum ItemContent: Hashable, Sendable {
  case plain(String)
  /// Encrypted, with a key that is not on this machine.
  case sealed([UInt8])
}
