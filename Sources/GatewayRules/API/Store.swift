import GatewayCore

extension RuleAPI {
  static let store = HostTable<RuleSession>(
    title: "store",
    about: """
      What the bot remembers beyond one event, shared by all contacts: with what it keeps for each \
      of them \(RuleSession.valuesMax) values at most, of \(RuleSession.storedBytesMax) bytes, under \
      keys of \(RuleSession.nameBytesMax) bytes.
      """,
    place: .table("store"),
    functions: [
      HostFunction("get", "store.get(key)", "The value kept under this key, or nil.") {
        (session, call) throws(HostError) in
        call.answer(session.storedScalar(StoreKey.bot(try call.name(0, "a key"))))
      },
      HostFunction(
        "set", "store.set(key, value)", "Keeps a text, number or boolean; nil removes it."
      ) { (session, call) throws(HostError) in
        try session.storeScalar(call.value(1), key: StoreKey.bot(call.name(0, "a key")))
      },
    ])
}

extension RuleSession {
  /// Values that one bot keeps, its own and its contacts' together. A stranger who makes a bot
  /// store something with each message must not fill the disk.
  static let valuesMax = 100_000
  /// Bytes of one value, as JSON, and of what a timer carries.
  static let storedBytesMax = 65_536
  /// Bytes of a key, and of a timer's name.
  static let nameBytesMax = 1_024

  /// Values lie in the store as JSON, which keeps their kind.
  func storedScalar(_ key: String) -> LuaValue {
    guard let text = storedValue(key) else { return .nil }
    return (try? JSONReader.read(text)) ?? .nil
  }

  func storeScalar(_ value: LuaValue, key: String) throws(HostError) {
    switch value {
    case .nil: return try store(nil, key: key)
    case .table, .object:
      throw HostError("a text, number or boolean can be kept, not \(value.kindName)")
    case .boolean, .integer, .number, .string: break
    }
    let text = try JSONWriter.text(value)
    guard text.utf8.count <= Self.storedBytesMax else {
      throw HostError("a value of at most \(Self.storedBytesMax) bytes can be kept")
    }
    guard storedValue(key) != nil || valueCount < Self.valuesMax else {
      throw HostError("a bot keeps \(Self.valuesMax) values at most")
    }
    try store(text, key: key)
  }
}

extension HostCall {
  /// The text that names something which is kept.
  func name(_ index: Int, _ what: String) throws(HostError) -> String {
    let name = try string(index, what)
    guard name.utf8.count <= RuleSession.nameBytesMax else {
      throw HostError("\(what) has at most \(RuleSession.nameBytesMax) bytes")
    }
    return name
  }
}
