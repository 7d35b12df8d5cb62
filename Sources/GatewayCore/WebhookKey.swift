/// The key that signs a webhook's deliveries. Never logged, never stored.
public struct WebhookKey: Hashable, Sendable {
  public enum Mistake: Error, Hashable, Sendable {
    /// Not Base64 after "whsec_".
    case encoding
    /// So many bytes after "whsec_".
    case size(Int)
    /// A plain key that is too short.
    case short
  }

  /// What the verifiers of Standard Webhooks take.
  public static let encodedSizes = 24...64
  /// Bytes of a plain key. A shorter one could be guessed.
  public static let plainBytesMin = 16

  public let bytes: [UInt8]

  /// - Parameter text: "whsec_" and Base64, as receivers hand it out; anything else is taken as its
  ///   bytes.
  /// - Source: https://www.standardwebhooks.com, "Symmetric signatures"
  public init(_ text: String) throws(Mistake) {
    guard let encoded = text.utf8.dropping("whsec_") else {
      guard text.utf8.count >= Self.plainBytesMin else { throw .short }
      bytes = Array(text.utf8)
      return
    }
    guard let decoded = [UInt8](base64: encoded) else { throw .encoding }
    guard Self.encodedSizes.contains(decoded.count) else { throw .size(decoded.count) }
    bytes = decoded
  }
}

extension WebhookKey: CustomStringConvertible {
  public var description: String { "<key>" }
}

extension WebhookKey.Mistake: CustomStringConvertible {
  /// How a sentence about the key ends.
  public var description: String {
    switch self {
    case .encoding: "is not Base64 after \"whsec_\""
    case .size(let count):
      "has \(count) bytes after \"whsec_\"; Standard Webhooks takes 24 to 64"
    case .short: "is shorter than \(WebhookKey.plainBytesMin) bytes"
    }
  }
}

extension String.UTF8View {
  fileprivate func dropping(_ prefix: String) -> SubSequence? {
    starts(with: prefix.utf8) ? dropFirst(prefix.utf8.count) : nil
  }
}

extension [UInt8] {
  /// The bytes of a text in Base64 (RFC 4648) with its padding; nil for anything else.
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
