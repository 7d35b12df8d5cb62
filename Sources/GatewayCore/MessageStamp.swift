/// A suffix that some clients append to each text: a random id, by which a text that is sent again
/// is recognized, and the time of writing. Such a client takes as a receipt only a packet that
/// names the id, and sends a text without one again in the next session, with the same stamp.
public struct MessageStamp: Hashable, Sendable {
  /// Bytes of an id.
  public static let idSize = 32
  /// The size of a stamp in a packet, in bytes.
  public static let size = 38

  public var id: [UInt8]
  /// Seconds since 1970 by the sender's clock, which need not be correct.
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

  /// When the text was written, by the sender's clock.
  public var sentAt: UnixMilliseconds { UnixMilliseconds(Int64(seconds) * 1_000) }
}

extension UnixMilliseconds {
  /// Whole seconds, as encoded in a stamp.
  public var seconds: UInt32 { UInt32(clamping: rawValue / 1_000) }
}
