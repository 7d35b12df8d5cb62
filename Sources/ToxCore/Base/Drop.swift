import ToxWire

/// Why an input was dropped. A peer's fault is counted here; it is never an error and never a trap.
public enum Drop: Int, Hashable, Sendable, CaseIterable {
  /// An unknown first byte, or none.
  case unknownKind
  /// Not the packet that its first byte says.
  case malformed
  /// Did not open with the key that it should.
  case undecryptable
  /// An answer that was not asked for, is too late, or comes from another address.
  case unsolicited
  /// Sealed with our own key, or sent by ourselves.
  case fromOurselves
  /// For an unknown destination.
  case unroutable
  /// A cookie that is not ours, or too old.
  case badCookie
  /// A handshake that no session waits for, or that contradicts its cookie.
  case badHandshake
  /// A session packet for no session, or outside its window.
  case badSequence
  /// Seen before.
  case duplicate
  /// Over a limit of `Limits`.
  case overLimit
  /// A friend request whose nospam is not ours.
  case wrongNoSpam
  /// From a key that is not a contact.
  case notAContact
  /// Came before the peer said that it is online.
  case notOnline
  /// Valid, and of a kind that we do not serve.
  case unsupported
}

extension Drop {
  /// Bytes that are no packet.
  init(_ error: WireError) { self = error == .kind ? .unknownKind : .malformed }
}

/// How often each `Drop` happened.
public struct DropCounters: Hashable, Sendable {
  private var counts = [UInt64](repeating: 0, count: Drop.allCases.count)

  public init() {}

  public subscript(_ drop: Drop) -> UInt64 { counts[drop.rawValue] }

  mutating func count(_ drop: Drop) { counts[drop.rawValue] += 1 }

  /// All drops together.
  public var total: UInt64 { counts.reduce(0, +) }
}
