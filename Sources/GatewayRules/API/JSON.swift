extension RuleAPI {
  static let json = jsonTable(for: RuleSession.self)

  /// Rules and their tests have the same one.
  static func jsonTable<Session>(for: Session.Type) -> HostTable<Session> {
    HostTable(
      title: "json",
      about: """
        Text and tables. A table with the keys 1…n is an array, every other one an object; an empty \
        table is an object. `null` becomes nil.
        """,
      place: .table("json"),
      functions: [
        HostFunction(
          "encode", signature: "json.encode(value)", help: "The value as JSON; keys are sorted."
        ) {
          (_, call) throws(HostError) in
          let text = try call.value(0).jsonText(of: "the JSON text")
          try call.charge(text.utf8.count)
          call.answer(text)
        },
        HostFunction(
          "decode", signature: "json.decode(text)",
          help: "The value that a JSON text of at most 256 KiB describes."
        ) { (_, call) throws(HostError) in
          let text = try call.string(0, "a JSON text", bytesMax: RuleLimits.decodedBytes)
          try call.charge(text.utf8.count)
          call.answer(try LuaValue(json: text))
        },
      ])
  }
}
