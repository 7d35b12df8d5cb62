/// A person's long-term Tox public key, as the gateway knows it: 32 bytes and nothing about Tox.
///
/// Stored as four words: every message looks its contact up several times, and hashing an array
/// takes three times as long.
public struct ContactKey: Hashable, Sendable, Comparable {
  private let word0: UInt64
  private let word1: UInt64
  private let word2: UInt64
  private let word3: UInt64

  /// - Precondition: `bytes` has 32 elements.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "a contact key has 32 bytes")
    self.init(
      words: (
        Self.word(bytes[0..<8]), Self.word(bytes[8..<16]), Self.word(bytes[16..<24]),
        Self.word(bytes[24..<32])
      ))
  }

  /// The key's bytes as four big-endian numbers.
  public init(words: (UInt64, UInt64, UInt64, UInt64)) {
    (word0, word1, word2, word3) = words
  }

  /// The 32 bytes of the key.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    for word in [word0, word1, word2, word3] {
      for shift in stride(from: UInt64(56), through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return bytes
  }

  /// Half of the bytes: keys that share them are infeasible to generate in number.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(word0)
    hasher.combine(word1)
  }

  /// Ordered by the bytes.
  public static func < (left: ContactKey, right: ContactKey) -> Bool {
    (left.word0, left.word1, left.word2, left.word3)
      < (right.word0, right.word1, right.word2, right.word3)
  }

  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// A contact as rules see it.
public struct Contact: Hashable, Sendable {
  public var key: ContactKey
  /// Two words made from a keyed hash of the key; used where the key is not needed.
  public var codename: Codename
  /// The name that the contact gave itself; empty until received.
  public var name: String
  /// What the contact may be told about the state of its matter, if anything. The owner's note is
  /// in `StoredContact`, where rules can't see it.
  public var publicStatus: String?
  public var state: ContactState
  public var isOnline: Bool
  /// Unix milliseconds of the first event from this contact.
  public var firstSeen: UnixMilliseconds

  public init(
    key: ContactKey, codename: Codename, name: String = "", publicStatus: String? = nil,
    state: ContactState = .accepted, isOnline: Bool = false, firstSeen: UnixMilliseconds
  ) {
    self.key = key
    self.codename = codename
    self.name = name
    self.publicStatus = publicStatus
    self.state = state
    self.isOnline = isOnline
    self.firstSeen = firstSeen
  }
}

/// The state of a contact at the bot.
public enum ContactState: String, Hashable, Sendable, CaseIterable {
  /// Sent a request; waits for a rule or the owner. Exits: accepted, blocked, removed.
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

extension ContactKey {
  /// - Returns: nil for anything but 64 hex digits.
  public init?(hexadecimal text: String) {
    guard text.utf8.count == 64, let bytes = [UInt8](hexadecimal: text.utf8) else { return nil }
    self.init(bytes: bytes)
  }

  /// 64 upper-case digits, as Tox clients show keys.
  public var hexadecimal: String { bytes.hexadecimalUppercased }
}
