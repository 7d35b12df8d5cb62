/// One text for all contacts with a label, before it is stored.
public struct NewBroadcast: Hashable, Sendable {
  public var label: ContactLabel
  public var text: String
  /// Milliseconds after which it is not sent any more.
  public var expires: Int64

  public init(label: ContactLabel, text: String, expires: Int64 = Self.expiresStandard) {
    self.label = label
    self.text = text
    self.expires = expires
  }

  /// A week.
  public static let expiresStandard: Int64 = 7 * 86_400_000
  /// A minute to 30 days.
  public static let expirations: ClosedRange<Int64> = 60_000...(30 * 86_400_000)
  /// Bytes of the text: it is stored for each contact.
  public static let bytesMax = 4_096
  /// Broadcasts that are being sent or wait for that.
  public static let sendingMax = 16
}

public struct BroadcastID: Hashable, Sendable, Comparable {
  public var rawValue: Int64
  public init(_ rawValue: Int64) { self.rawValue = rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// How far a broadcast is.
public enum BroadcastState: String, Codable, Hashable, Sendable, CaseIterable {
  /// It is being written to the contacts, in the order in which they were first seen. Exits: sent,
  /// ended.
  case sending
  /// It is written to all; some contacts may not have it yet. Exits: ended.
  case sent
  /// Its time is over.
  case ended
}

/// What became of a broadcast at one contact.
public enum BroadcastResult: String, Codable, Hashable, Sendable, CaseIterable {
  /// It is on its way, or waits for the contact to come online.
  case sent
  /// The contact's client has it.
  case received
  /// It was erased before the contact had it: by the bot's `keep`, a person, or for lack of room.
  case failed
  /// Its time ran out before the contact had it.
  case expired
}
