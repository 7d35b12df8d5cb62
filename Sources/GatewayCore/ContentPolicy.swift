/// How content is written to the files of a home: what people say, and their identity. A bot has
/// one policy; the store's vault applies it to each column.
public enum ContentPolicy: Hashable, Sendable {
  /// Content is stored as plain text.
  case stored
  /// Content is encrypted before it reaches any file.
  case sealed
  /// Messages, answers and deliveries are only in memory, until the process ends.
  case held

  /// Whether messages, answers and deliveries are written to the disk at all.
  public var writesMessages: Bool { self != .held }

  /// Whether the bytes of files have a place: they are stored as they are.
  public var takesFiles: Bool { self == .stored }
}

extension BotConfiguration.InboxPolicy {
  public var contentPolicy: ContentPolicy { keep == .nothing ? .held : seal ? .sealed : .stored }
}
