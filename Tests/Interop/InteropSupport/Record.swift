import Foundation

/// One line of JSON from a peer or from Postern.
public struct Record: Sendable, Hashable, Decodable {
  public enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([Value])
    case object([String: Value])
  }

  public let fields: [String: Value]

  public init(json: String) throws {
    self = try JSONDecoder().decode(Record.self, from: Data(json.utf8))
  }

  public init(from decoder: any Decoder) throws {
    fields = try [String: Value](from: decoder)
  }

  public func text(_ key: String) -> String? {
    guard case .text(let text) = fields[key] else { return nil }
    return text
  }

  public func number(_ key: String) -> Double? {
    guard case .number(let number) = fields[key] else { return nil }
    return number
  }

  public func integer(_ key: String) -> Int? { number(key).map { Int($0) } }

  public func bool(_ key: String) -> Bool? {
    guard case .bool(let bool) = fields[key] else { return nil }
    return bool
  }

  /// The name of an event; nil for a reply.
  public var event: String? { text("event") }
}

extension Record.Value: Decodable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([Record.Value].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: Record.Value].self))
    }
  }
}
