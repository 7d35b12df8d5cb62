/// The Fowler–Noll–Vo hash, 64 bits, variant 1a: the same in every process, unlike `Hasher`.
public struct FNV1a64: Hashable, Sendable {
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  public init() {}

  public mutating func combine(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }

  /// Big-endian.
  public mutating func combine(_ number: UInt64) {
    for shift in stride(from: 56, through: 0, by: -8) {
      combine(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
  }

  public mutating func combine(_ bytes: [UInt8]) {
    for byte in bytes { combine(byte) }
  }
}
