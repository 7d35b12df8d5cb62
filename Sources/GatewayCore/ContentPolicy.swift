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

  /// Whether what people wrote may stand in the bot's output and events.
  public var showsContent: Bool { self != .sealed }

  /// Whether the body of a delivery stays once its receiver has it: the bot could open it.
  public var keepsSentBodies: Bool { self != .sealed }

  /// Whether the bytes of files have a place.
  public var takesFiles: Bool { self != .held }
}

extension BotConfiguration.InboxPolicy {
  public var contentPolicy: ContentPolicy {
    keep == .nothing ? .held : isSealed ? .sealed : .stored
  }
}
