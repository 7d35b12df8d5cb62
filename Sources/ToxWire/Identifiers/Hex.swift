extension Array where Element == UInt8 {
  /// The bytes that an even number of hex digits spells, or nil.
  public init?(hex text: some StringProtocol) {
    let digits = [UInt8](text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    self = []
    reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Self.value(ofHexDigit: digits[index]),
        let low = Self.value(ofHexDigit: digits[index + 1])
      else { return nil }
      append(high << 4 | low)
    }
  }

  /// Two lower-case hex digits a byte.
  public var hex: String { spelled(with: "0123456789abcdef") }

  /// Two upper-case hex digits a byte.
  public var hexUppercased: String { spelled(with: "0123456789ABCDEF") }

  private func spelled(with alphabet: StaticString) -> String {
    let digits = [UInt8]("\(alphabet)".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(count * 2)
    for byte in self {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func value(ofHexDigit digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
}
