/// The key that signs a webhook's deliveries. Never logged, never stored.
public struct WebhookKey: Hashable, Sendable {
  public enum Mistake: Error, Hashable, Sendable {
    /// Not Base64.
    case encoding
    /// It has so many bytes.
    case size(Int)
  }

  /// Bytes of a key, as the specification requires. Its libraries accept shorter ones, which could
  /// be guessed.
  public static let sizes = 24...64

  public let bytes: [UInt8]

  /// - Parameter text: padded Base64, with or without the prefix "whsec_": what verifiers of
  ///   Standard Webhooks accept.
  /// - Source: https://www.standardwebhooks.com, "Symmetric signatures"
  public init(_ text: String) throws(Mistake) {
    let encoded = text.utf8.dropping("whsec_") ?? text.utf8[...]
    guard let decoded = [UInt8](base64: encoded) else { throw .encoding }
    guard Self.sizes.contains(decoded.count) else { throw .size(decoded.count) }
    bytes = decoded
  }
}

extension WebhookKey: CustomStringConvertible {
  public var description: String { "<key>" }
}

extension WebhookKey.Mistake: CustomStringConvertible {
  /// The end of a sentence about the key.
  public var description: String {
    switch self {
    case .encoding: "is not Base64 (with or without \"whsec_\" before it); \(Self.advice)"
    case .size(let count):
      "stands for \(count) bytes; Standard Webhooks takes 24 to 64: \(Self.advice)"
    }
  }

  private static let advice = "`openssl rand -base64 32` makes one"
}

extension String.UTF8View {
  fileprivate func dropping(_ prefix: String) -> SubSequence? {
    starts(with: prefix.utf8) ? dropFirst(prefix.utf8.count) : nil
  }
}

extension [UInt8] {
  /// The bytes of a padded Base64 text (RFC 4648); nil for anything else.
  fileprivate init?(base64 text: Substring.UTF8View) {
    let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    guard text.count.isMultiple(of: 4), padding <= 2 else { return nil }
    self = []
    var bits: UInt32 = 0
    var bitCount = 0
    for byte in text.dropLast(padding) {
      guard let value = Self.base64Value(byte) else { return nil }
      bits = bits << 6 & 0xFFFF | value
      bitCount += 6
      guard bitCount >= 8 else { continue }
      bitCount -= 8
      append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
    }
  }

  private static func base64Value(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 97 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) - 48 + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
