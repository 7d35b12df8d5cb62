import ToxWire

/// An input read as a row of choices. Where it ends every choice is 0, so that each input means
/// something and a longer one only adds to it.
struct Choices {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isEmpty: Bool { position >= bytes.count }

  mutating func byte() -> UInt8 {
    guard position < bytes.count else { return 0 }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func flag() -> Bool { byte() & 1 == 1 }

  /// A number from 0 up to and without `bound`, which is at most 256.
  mutating func below(_ bound: Int) -> Int { bound < 2 ? 0 : Int(byte()) % bound }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  mutating func uint16() -> UInt16 { UInt16(byte()) << 8 | UInt16(byte()) }

  mutating func uint32() -> UInt32 { UInt32(uint16()) << 16 | UInt32(uint16()) }

  mutating func uint64() -> UInt64 { UInt64(uint32()) << 32 | UInt64(uint32()) }

  mutating func bytes32() -> Bytes32 { Bytes32(words: (uint64(), uint64(), uint64(), uint64())) }

  /// Up to `limit` bytes; how many is chosen first.
  mutating func bytes(upTo limit: Int) -> [UInt8] {
    let size = limit < 256 ? below(limit + 1) : Int(uint16()) % (limit + 1)
    return bytes(size)
  }

  /// Exactly `size` bytes; zeros behind the end of the input.
  mutating func bytes(_ size: Int) -> [UInt8] {
    let part = bytes[min(position, bytes.count)..<min(position + size, bytes.count)]
    position += part.count
    return Array(part) + [UInt8](repeating: 0, count: size - part.count)
  }

  /// A count near a limit, or anything: limits are where mistakes are.
  mutating func size(around limits: [Int]) -> Int {
    let limit = pick(limits)
    return max(0, limit + below(5) - 2)
  }

  /// All that is left.
  mutating func rest() -> [UInt8] {
    defer { position = bytes.count }
    return Array(bytes[min(position, bytes.count)...])
  }
}
