import GatewayCore

/// A table of named options, such as `{ accept = "everyone" }`. Unknown names are refused, so that
/// a misspelt option is found when the file is loaded.
struct Options {
  private let owner: String
  private(set) var values: [(name: String, value: LuaValue)] = []

  /// One option of a table, whatever else there is.
  init(_ value: LuaValue, of owner: String, only name: String) {
    self.owner = owner
    guard case .table(let entries) = value else { return }
    values = entries.filter { $0.key == .string(name) }.map { (name, $0.value) }
  }

  init(_ value: LuaValue, of owner: String, known: [String]) throws(HostError) {
    self.owner = owner
    guard case .table(let entries) = value else {
      let call = owner.contains(" ") ? "" : "\(owner) "
      throw HostError("\(owner) takes a table: \(call){ \(known[0]) = … }")
    }
    for entry in entries {
      guard case .string(let name) = entry.key, known.contains(name) else {
        let names = known.joined(separator: ", ")
        throw HostError("\(owner) has no option '\(entry.key.keyText ?? "?")'; it knows \(names)")
      }
      values.append((name, entry.value))
    }
  }

  subscript(name: String) -> LuaValue? { values.first { $0.name == name }?.value }

  func string(_ name: String, bytesMax: Int = .max) throws(HostError) -> String? {
    guard let value = self[name] else { return nil }
    guard case .string(let text) = value else {
      throw mismatch(name, wanted: "a text", value: value)
    }
    guard text.utf8.count <= bytesMax else {
      throw HostError("\(name) of \(owner) is longer than \(bytesMax) bytes")
    }
    return text
  }

  func boolean(_ name: String) throws(HostError) -> Bool? {
    guard let value = self[name] else { return nil }
    guard case .boolean(let boolean) = value else {
      throw mismatch(name, wanted: "true or false", value: value)
    }
    return boolean
  }

  /// A time such as "10m", in milliseconds.
  func duration(_ name: String, within range: ClosedRange<Int64>) throws(HostError) -> Int64? {
    guard let text = try string(name) else { return nil }
    guard case .seconds(let seconds)? = BotConfiguration.InboxPolicy.Keep(text),
      range.contains(seconds * 1_000)
    else {
      let ends = [range.lowerBound, range.upperBound]
        .map { BotConfiguration.InboxPolicy.Keep.seconds($0 / 1_000).text }
      throw HostError("\(name) of \(owner) must be a time from \(ends[0]) to \(ends[1])")
    }
    return seconds * 1_000
  }

  /// One of the cases of an enum of texts.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _: Choice.Type
  ) throws(HostError) -> Choice? where Choice.RawValue == String {
    guard let text = try string(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      throw HostError("\(name) of \(owner) is \"\(text)\" but must be one of \(names)")
    }
    return choice
  }

  /// A list of nodes or relays; nil where there is none.
  func nodeAddresses(_ name: String, max: Int) throws(HostError) -> [String]? {
    let texts = try texts(name, like: "HOST:PORT:KEY", max: max)
    for text in texts ?? [] where NodeAddress(text) == nil {
      throw HostError(
        "\(name) of \(owner) has \"\(text)\", which is not written HOST:PORT:KEY, the key as 64"
          + " hex digits")
    }
    return texts
  }

  /// A list of texts; nil where there is none.
  func texts(_ name: String, like example: String, max: Int) throws(HostError) -> [String]? {
    guard let value = self[name] else { return nil }
    let wanted = "a list of texts: { \"\(example)\" }"
    guard case .table(let entries) = value, entries.isEmpty || value.elements != nil else {
      throw mismatch(name, wanted: wanted, value: value)
    }
    guard entries.count <= max else {
      throw HostError("\(name) of \(owner) has more than \(max) entries")
    }
    return try (value.elements ?? []).map { element throws(HostError) in
      guard case .string(let text) = element else {
        throw mismatch(name, wanted: wanted, value: element)
      }
      return text
    }
  }

  func mismatch(_ name: String, wanted: String, value: LuaValue) -> HostError {
    HostError("\(name) of \(owner) must be \(wanted), not \(value.kindName)")
  }
}
