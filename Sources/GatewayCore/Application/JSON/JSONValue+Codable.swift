/// As a part of a request or a reply.
extension JSONValue: Codable {
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    if let members = try? decoder.container(keyedBy: GatewayCore.Member.self) {
      self = .object(
        try members.allKeys.sorted { $0.stringValue < $1.stringValue }.map { key in
          JSONValue.Member(key.stringValue, try members.decode(JSONValue.self, forKey: key))
        })
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let boolean = try? container.decode(Bool.self) {
      self = .boolean(boolean)
    } else if let integer = try? container.decode(Int64.self) {
      self = .integer(integer)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else {
      self = .array(try container.decode([JSONValue].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    if case .object(let members) = self {
      var container = encoder.container(keyedBy: GatewayCore.Member.self)
      for member in members {
        try container.encode(member.value, forKey: GatewayCore.Member(stringValue: member.name))
      }
      return
    }
    var container = encoder.singleValueContainer()
    switch self {
    case .null, .object: try container.encodeNil()
    case .boolean(let boolean): try container.encode(boolean)
    case .integer(let integer): try container.encode(integer)
    case .number(let number): try container.encode(number)
    case .string(let text): try container.encode(text)
    case .array(let elements): try container.encode(elements)
    }
  }
}
