extension UInt8 {
  /// "0" to "9", "a" to "z", "A" to "Z".
  public var isASCIILetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: false
    }
  }

  /// "0" to "9", "a" to "f", "A" to "F".
  public var isASCIIHexDigit: Bool { hexDigitValue != nil }

  /// 0 to 15; nil where the character is no hex digit.
  var hexDigitValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension [UInt8] {
  /// The bytes that hex digits write, in either case; nil where it is anything else.
  public init?(hexadecimal digits: some Collection<UInt8>) {
    guard digits.count.isMultiple(of: 2) else { return nil }
    self = []
    reserveCapacity(digits.count / 2)
    var rest = digits[...]
    while let high = rest.popFirst(), let low = rest.popFirst() {
      guard let high = high.hexDigitValue, let low = low.hexDigitValue else { return nil }
      append(high << 4 | low)
    }
  }
}
