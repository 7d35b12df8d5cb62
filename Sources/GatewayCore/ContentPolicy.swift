/// What becomes of content in the files of a home: of what people say, and of who they are. A bot
/// has one policy; the store's vault applies it to each column.
public enum ContentPolicy: Hashable, Sendable {
  /// Content is stored as it came.
  case stored
  /// Content is encrypted before it reaches any file.
  case sealed
  /// Messages, answers and deliveries are in memory alone, until the process ends.
  case held

  /// Whether messages, answers and deliveries go to the disk at all.
  public var writesMessages: Bool { self != .held }
}

extension BotConfiguration.InboxPolicy {
  public var contentPolicy: ContentPolicy { keep == .nothing ? .held : seal ? .sealed : .stored }
}
