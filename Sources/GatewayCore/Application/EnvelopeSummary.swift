/// What opens sealed values for the people to whose inbox keys it is sealed.
public struct EnvelopeSummary: Codable, Hashable, Sendable {
  /// Sixteen hexadecimal digits, as it stands in the sealed values.
  public var number: String
  /// In Base64.
  public var envelope: String

  public init(number: Int64, bytes: [UInt8]) {
    self.number = Self.text(of: number)
    envelope = bytes.base64
  }

  /// The bytes; nil where they are no Base64.
  public var bytes: [UInt8]? { [UInt8](base64: envelope.utf8[...]) }

  public static func text(of number: Int64) -> String {
    let digits = String(UInt64(bitPattern: number), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  public static func number(of text: String) -> Int64? {
    text.utf8.count == 16 ? UInt64(text, radix: 16).map(Int64.init(bitPattern:)) : nil
  }
}
