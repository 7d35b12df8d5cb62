/// A person's long-term Tox public key, as the gateway knows it: 32 bytes and nothing about Tox.
public struct ContactKey: Hashable, Sendable, Comparable {
  /// The 32 bytes of the key.
  public let bytes: [UInt8]

  /// - Precondition: `bytes` has 32 elements.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "a contact key has 32 bytes")
    self.bytes = bytes
  }

  public static func < (left: ContactKey, right: ContactKey) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

/// What is known of a contact when a rule sees it.
public struct Contact: Hashable, Sendable {
  public var key: ContactKey
  /// Two words made from a keyed hash of the key; stands wherever the key need not.
  public var codename: Codename
  /// The name that the contact gave itself; empty until it was received.
  public var name: String
  /// What the owner or a rule wrote on the contact, if anything.
  public var label: String?
  public var state: ContactState
  public var isOnline: Bool
  /// Unix milliseconds of the first event from this contact.
  public var firstSeen: UnixMilliseconds

  public init(
    key: ContactKey, codename: Codename, name: String = "", label: String? = nil,
    state: ContactState = .accepted, isOnline: Bool = false, firstSeen: UnixMilliseconds
  ) {
    self.key = key
    self.codename = codename
    self.name = name
    self.label = label
    self.state = state
    self.isOnline = isOnline
    self.firstSeen = firstSeen
  }
}

/// Where a contact stands with the bot.
public enum ContactState: String, Hashable, Sendable, CaseIterable {
  /// Asked to be accepted; waits for a rule or the owner. Exits: accepted, blocked, removed.
  case requested
  /// May write to the bot. Exits: blocked, removed.
  case accepted
  /// Requests and messages are dropped. Exits: accepted, removed.
  case blocked
}

/// A wall-clock time in milliseconds since 1970-01-01 UTC.
public struct UnixMilliseconds: Hashable, Sendable, Comparable {
  public var rawValue: Int64

  public init(_ rawValue: Int64) { self.rawValue = rawValue }

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// This time moved by a number of milliseconds.
  public func advanced(byMilliseconds delta: Int64) -> Self { Self(rawValue &+ delta) }
}
