extension RuleAPI {
  static let json = HostTable<RuleSession>(
    title: "json",
    about: """
      Text and tables. A table with the keys 1…n is an array, every other one an object; an empty \
      table is an object. `null` becomes nil.
      """,
    place: .table("json"),
    functions: [
      HostFunction("encode", "json.encode(value)", "The value as JSON; keys are sorted.") {
        (_, call) throws(HostError) in call.answer(try JSONWriter.text(call.value(0)))
      },
      HostFunction(
        "decode", "json.decode(text)", "The value that a JSON text of at most 256 KiB describes."
      ) { (_, call) throws(HostError) in
        call.answer(try JSONReader.read(call.string(0, "a JSON text")))
      },
    ])
}
