/// What a request by HTTP consists of, beside its URL.
public struct HTTPContent: Hashable, Sendable {
  public enum Method: String, Hashable, Sendable {
    case post = "POST"
    case put = "PUT"
  }

  public var method: Method
  public var headers: [HeaderField]
  public var body: [UInt8]
  /// A file that goes along with the body; the request is then one of multipart/form-data.
  public var file: AttachedFile?

  public init(method: Method = .post, headers: [HeaderField], body: [UInt8]) {
    self.method = method
    self.headers = headers
    self.body = body
  }
}

/// One header field of a request.
public struct HeaderField: Hashable, Sendable {
  public let name: String
  public let value: String

  /// Control characters become spaces: one of them could begin another header field.
  public init(name: String, value: String) {
    self.name = Self.onOneLine(name)
    self.value = Self.onOneLine(value)
  }

  private static func onOneLine(_ text: String) -> String {
    // Nearly every field is as it should be; a copy of each costs as much as the request.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) { return text }
    var line = String.UnicodeScalarView()
    line.append(
      contentsOf: text.unicodeScalars.map { $0.value < 0x20 || $0 == "\u{7f}" ? " " : $0 })
    return String(line)
  }
}
