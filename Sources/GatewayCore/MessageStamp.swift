/// What some clients put behind each text: a random id, by which a text that is sent again is
/// known, and the time of writing. Such a client takes for its receipt a word that names the id,
/// and sends what has none again in the next session, with the same stamp.
public struct MessageStamp: Hashable, Sendable {
  /// Bytes of an id.
  public static let idSize = 32
  /// What a stamp takes of a packet, in bytes.
  public static let size = 38

  public var id: [UInt8]
  /// Seconds since 1970 by the sender's clock: a claim, and nothing more.
  public var seconds: UInt32

  /// - Precondition: `id` has 32 bytes.
  public init(id: [UInt8], seconds: UInt32) {
    precondition(id.count == Self.idSize, "an id has 32 bytes")
    self.id = id
    self.seconds = seconds
  }

  /// A stamp for a text of ours.
  public init(from generator: inout some RandomNumberGenerator, at time: UnixMilliseconds) {
    let words = (0..<Self.idSize / 8).map { _ in generator.next() as UInt64 }
    let id = words.flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    self.init(id: id, seconds: time.seconds)
  }

  /// When the text was written, as its sender says.
  public var sentAt: UnixMilliseconds { UnixMilliseconds(Int64(seconds) * 1_000) }
}

extension UnixMilliseconds {
  /// Whole seconds, as they stand in a stamp.
  public var seconds: UInt32 { UInt32(clamping: rawValue / 1_000) }
}
