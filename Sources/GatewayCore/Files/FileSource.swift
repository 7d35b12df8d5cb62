/// Where the bytes of a file that the bot sends come from.
public enum FileSource: Hashable, Sendable {
  /// A file of the machine. The path is relative to the folder of the bot's file, unless it is
  /// absolute.
  case path(String)
  /// A file that the bot has stored, by the number of its item.
  case stored(MessageID)
}
