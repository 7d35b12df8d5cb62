import GatewayCore

/// A webhook's URL, to which a format adds a path. It was checked when the bot's file was loaded.
struct ReceiverURL {
  private let text: String

  init(_ text: String) { self.text = text }

  /// Whether nothing stands behind the host and port but a slash.
  var isServerAlone: Bool {
    guard let scheme = text.firstRange(of: "://") else { return false }
    let rest = text[scheme.upperBound...]
    guard let end = rest.firstIndex(where: { "/?".contains($0) }) else { return true }
    return rest[end...] == "/"
  }

  /// - Parameter path: begins with a slash.
  func appending(_ path: String) -> String {
    (text.hasSuffix("/") ? String(text.dropLast()) : text) + path
  }

  /// One segment of a path: all but letters, digits, `-`, `_` and `~` is percent-encoded, so that
  /// it is neither "." nor "..", and ends at no slash.
  static func segment(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if isUnreserved(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    byte.isASCIILetterOrDigit || "-_~".utf8.contains(byte)
  }
}

extension HeaderField {
  static func bearer(_ token: String) -> HeaderField {
    HeaderField(name: "authorization", value: "Bearer \(token)")
  }
}

extension String {
  /// The bytes of this JSON object, which has a member, with others before its own.
  func adding(_ members: [JSONValue.Member]) -> [UInt8] {
    guard !members.isEmpty else { return Array(utf8) }
    return JSONValue.object(members).text.utf8.dropLast() + [UInt8(ascii: ",")] + utf8.dropFirst()
  }
}
