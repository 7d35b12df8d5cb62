import GatewayCore

extension RuleAPI {
  static let store = HostTable<RuleSession>(
    title: "store",
    about: """
      What the bot remembers beyond one event, shared by all contacts: with what it keeps for each \
      of them \(RuleLimits.values) values at most, of \(RuleLimits.storedBytes) bytes, under keys of \
      \(RuleLimits.nameBytes) bytes.
      """,
    place: .table("store"),
    functions: [
      HostFunction(
        "get", signature: "store.get(key)", help: "The value kept under this key, or nil."
      ) {
        (session, call) throws(HostError) in
        try session.answerScalar(StoreKey.bot(call.name(0, "a key")), call)
      },
      HostFunction(
        "set", signature: "store.set(key, value)",
        help: "Keeps a text, number or boolean; nil removes it."
      ) { (session, call) throws(HostError) in
        try session.storeScalar(call.value(1), key: StoreKey.bot(call.name(0, "a key")))
      },
    ])
}

extension RuleSession {
  /// Values lie in the store as JSON, which keeps their kind.
  func answerScalar(_ key: String, _ call: HostCall) throws(HostError) {
    guard let text = storedValue(key) else { return call.answerNil() }
    try call.charge(text.utf8.count)
    call.answer((try? LuaValue(json: text)) ?? .nil)
  }

  func storeScalar(_ value: LuaValue, key: String) throws(HostError) {
    switch value {
    case .nil: return try store(nil, key: key)
    case .table, .object:
      throw HostError("a text, number or boolean can be kept, not \(value.kindName)")
    case .boolean, .integer, .number, .string: break
    }
    let text = try value.jsonText(of: "a stored value", bytesMax: RuleLimits.storedBytes)
    guard storedValue(key) != nil || valueCount < RuleLimits.values else {
      throw HostError("a bot keeps \(RuleLimits.values) values at most")
    }
    try store(text, key: key)
  }
}

extension HostCall {
  /// The text that names something which is kept.
  func name(_ index: Int, _ what: String) throws(HostError) -> String {
    try string(index, what, bytesMax: RuleLimits.nameBytes)
  }
}
