/// `files { … }`: which files of contacts a bot takes, and how much of its disk they may fill.
public struct FilePolicy: Hashable, Sendable {
  public enum Acceptance: String, Hashable, Sendable, CaseIterable {
    /// Every file within the limits, unless a rule refuses it.
    case everyone
    /// What a rule or a person accepts.
    case ask
    /// None: each is refused, and its sender told.
    case nobody
  }

  public var acceptance = Acceptance.nobody
  /// Of one file, in bytes.
  public var sizeMax: Int64 = 50_000_000
  /// Of the files of one contact that are stored, and of all, in bytes.
  public var contactBytesMax: Int64 = 500_000_000
  public var bytesMax: Int64 = 20_000_000_000
  /// Files of one contact that wait or are under way.
  public var contactTransfersMax = 20
  /// Media types by content, "image/png" or "image/*"; empty: any.
  public var types: [MediaRange] = []
  /// Whether the pictures are taken that contacts show, as files; without it they are refused.
  public var takesAvatars = false
  /// A program that makes a derived copy of each whole file, and its arguments; empty: none.
  public var transform: [String] = []

  public init() {}

  /// Whether a file whose content is of this type is kept.
  public func takes(type: String) -> Bool {
    types.isEmpty || types.contains { $0.contains(type) }
  }
}
