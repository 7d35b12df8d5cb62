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

  /// A letter, a digit, or one of "._-": what programs name things with.
  public var isOfName: Bool { isASCIILetterOrDigit || "._-".utf8.contains(self) }

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
