/// A token of the HTTP interface as its client has it: "postern_17_" and 43 letters and digits of
/// base64url. The number finds its row; the rest is the secret. Never logged, never stored.
public struct AccessToken: Sendable {
  public let id: Int64
  /// The whole text.
  public let text: String

  /// The secret's 32 bytes as base64url without padding.
  static let secretLength = 43
  private static let prefix = "postern_"

  /// - Parameter secret: 32 random bytes.
  public init(id: Int64, secret: [UInt8]) {
    precondition(secret.count == 32, "a token's secret has 32 bytes")
    self.id = id
    text = "\(Self.prefix)\(id)_\(secret.base64URL)"
  }

  /// - Returns: nil for what is no token.
  public init?(_ text: String) {
    guard let rest = text.utf8.dropping(Self.prefix),
      let mark = rest.firstIndex(of: UInt8(ascii: "_")),
      rest[rest.index(after: mark)...].count == Self.secretLength,
      let id = Int64(String(decoding: rest[..<mark], as: UTF8.self))
    else { return nil }
    self.id = id
    self.text = text
  }
}

extension AccessToken: CustomStringConvertible {
  public var description: String { "<token>" }
}
