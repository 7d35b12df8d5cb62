import GatewayCore

extension RuleAPI {
  static let store = HostTable<RuleSession>(
    title: "store",
    about: "What the bot remembers beyond one event, shared by all contacts.",
    place: .table("store"),
    functions: [
      HostFunction("get", "store.get(key)", "The value kept under this key, or nil.") {
        (session, call) throws(HostError) in
        call.answer(session.storedScalar(StoreKey.bot(try call.string(0, "a key"))))
      },
      HostFunction(
        "set", "store.set(key, value)", "Keeps a text, number or boolean; nil removes it."
      ) { (session, call) throws(HostError) in
        try session.storeScalar(call.value(1), key: StoreKey.bot(call.string(0, "a key")))
      },
    ])
}

/// The two name spaces of the key-value store.
enum StoreKey {
  static func bot(_ key: String) -> String { "bot/\(key)" }

  static func contact(_ contact: ContactKey, _ key: String) -> String {
    "contact/\(contact.hexadecimal)/\(key)"
  }
}

extension RuleSession {
  static let storedBytesMax = 65_536

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
    try store(text, key: key)
  }
}
