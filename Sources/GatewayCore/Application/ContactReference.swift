/// A contact as a person names it: codename, 64 hex digits of the key, or a Tox ID.
public struct ContactReference: Hashable, Sendable {
  public var text: String
  public init(_ text: String) { self.text = text }
}

/// In JSON the text alone.
extension ContactReference: Codable {
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
