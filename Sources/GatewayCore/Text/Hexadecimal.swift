extension [UInt8] {
  /// Two lower-case hex digits a byte, as hashes are written.
  public var hexadecimal: String { hexadecimal(digits: "0123456789abcdef") }

  /// Two upper-case hex digits a byte, as Tox clients show keys.
  var hexadecimalUppercased: String { hexadecimal(digits: "0123456789ABCDEF") }

  private func hexadecimal(digits: String) -> String {
    let digits = Array(digits.utf8)
    return String(
      decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

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
