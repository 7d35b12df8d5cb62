import GatewayCore

/// What of an answer's header fields is read here, line by line: what curl does not tell, or tells
/// wrong.
struct ResponseFields {
  /// `Retry-After` holds a number of more digits than curl reads.
  private(set) var asksForAges = false
  private var remaining: Int64?
  private var resetAfter: Int64?

  /// Digits of a number that fits into 64 bits.
  private static let digitsMax = 18

  /// - Source: discord-api-docs `topics/rate-limits.mdx`
  var quota: WebhookResponse.Quota? {
    guard let remaining, let resetAfter else { return nil }
    return WebhookResponse.Quota(remaining: remaining, resetAfter: resetAfter)
  }

  /// Takes a line of the header; the status line of an answer begins a new one.
  mutating func take(_ line: UnsafeRawBufferPointer) {
    if line.first == UInt8(ascii: "H"), line.starts(with: "HTTP/".utf8) {
      self = ResponseFields()
      return
    }
    // "r" or "x": few lines may be one of these.
    guard let first = line.first, [0x72, 0x78].contains(first | 0x20),
      let colon = line.firstIndex(of: UInt8(ascii: ":"))
    else { return }
    let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
    let value = String(decoding: line[(colon + 1)...], as: UTF8.self)
      .trimmingPrefix(while: \.isWhitespace).prefix { !$0.isWhitespace }
    switch name {
    case "retry-after": asksForAges = Self.isLarge(value)
    case "x-ratelimit-remaining": remaining = Int64(value)
    case "x-ratelimit-reset-after": resetAfter = Self.milliseconds(value)
    default: break
    }
  }

  private static func isLarge(_ value: Substring) -> Bool {
    value.utf8.count > digitsMax && value.utf8.allSatisfy { (0x30...0x39).contains($0) }
      && value.contains { $0 != "0" }
  }

  /// Seconds, as a decimal number.
  private static func milliseconds(_ value: Substring) -> Int64? {
    guard let seconds = Double(value), seconds >= 0, seconds < 1e9 else { return nil }
    return Int64((seconds * 1_000).rounded(.up))
  }
}
