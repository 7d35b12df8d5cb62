import GatewayCore

/// JSON from Lua values: always valid UTF-8, keys sorted by their text and no key twice, so that
/// the same value gives the same bytes, and gives them again when they were read.
extension LuaValue {
  /// The value that a JSON value becomes in Lua, where a record has no member that is null.
  init(_ json: JSONValue) {
    switch json {
    case .null: self = .nil
    case .boolean(let boolean): self = .boolean(boolean)
    case .integer(let integer): self = .integer(integer)
    case .number(let number): self = .number(number)
    case .string(let text): self = .string(text)
    case .array(let elements): self = .array(elements.map(LuaValue.init))
    case .object(let members): self = .record(members.map { ($0.name, LuaValue($0.value)) })
    }
  }

  /// - Throws: why the text is no JSON.
  init(json text: String) throws(HostError) {
    do throws(JSONMistake) { self.init(try JSONValue(json: text.utf8)) } catch {
      throw HostError(error.description)
    }
  }

  /// - Throws: what of the value has no JSON.
  func json() throws(HostError) -> JSONValue {
    switch self {
    case .nil: return .null
    case .boolean(let boolean): return .boolean(boolean)
    case .integer(let integer): return .integer(integer)
    case .number(let number):
      guard number.isFinite else { throw HostError("JSON has no number \(number)") }
      return .number(number)
    case .string(let text): return .string(text)
    case .object(let kind, _): throw HostError("a \(kind.name) has no JSON; name its fields")
    case .table(let entries):
      if let elements {
        return .array(try elements.map { element throws(HostError) in try element.json() })
      }
      return .object(try Self.members(entries))
    }
  }

  /// - Parameters:
  ///   - what: what the text is, for the error where it is too long.
  ///   - bytesMax: how long it may be.
  func jsonText(of what: String, bytesMax: Int = RuleLimits.jsonBytes) throws(HostError) -> String {
    let json = try json()
    guard json.byteCount <= bytesMax else {
      throw HostError("\(what) has at most \(bytesMax) bytes")
    }
    return json.text
  }

  private static func members(_ entries: [Entry]) throws(HostError) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    members.reserveCapacity(entries.count)
    for entry in entries {
      guard let name = entry.key.keyText else {
        throw HostError("\(entry.key.kindName) cannot be a key in JSON")
      }
      members.append(.init(name, try entry.value.json()))
    }
    members.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    for (member, next) in zip(members, members.dropFirst())
    where member.name.utf8.elementsEqual(next.name.utf8) {
      throw HostError("two keys of a table are \(quoted: next.name) in JSON")
    }
    return members
  }
}
