/// What the inbox holds of one message.
public enum MessageContent: Hashable, Sendable {
  case plain(String)
  /// Encrypted on arrival to the inbox key, which need not be on this machine.
  case sealed([UInt8])
}
