import GatewayCore

/// Files of people in tests.
extension TestAPI {
  static func sendFile(_ session: TestSession, _ call: inout HostCall) throws(HostError) {
    let (person, bot) = try session.person(call)
    let text = call.isNil(1) ? "application/octet-stream" : try call.string(1, "a media type")
    guard let type = MediaRange(text)?.text, !type.hasSuffix("*") else {
      throw HostError("a media type is written like \"image/png\"")
    }
    guard let steps = bot.finishFile(by: person.name, type: type) else {
      throw HostError("the bot has accepted no file of \(person.name)")
    }
    try session.answer(steps, call)
  }

  static func cancelFile(_ session: TestSession, _ call: inout HostCall) throws(HostError) {
    let (person, bot) = try session.person(call)
    guard let steps = bot.cancelFile(by: person.name) else {
      throw HostError("\(person.name) has offered no file that is not whole")
    }
    try session.answer(steps, call)
  }

  static func getFile(_ session: TestSession, _ call: inout HostCall) throws(HostError) {
    let (person, bot) = try session.person(call)
    let wanted = try call.string(1, "a file's name")
    guard let (name, steps) = bot.answerFile(by: person.name, takes: true) else {
      throw HostError("the bot sends \(person.name) no file")
    }
    guard name == wanted else {
      throw HostError("the bot sends \(person.name) \(quoted: name), not \(quoted: wanted)")
    }
    try session.answer(steps, call)
  }

  static func refuseFile(_ session: TestSession, _ call: inout HostCall) throws(HostError) {
    let (person, bot) = try session.person(call)
    guard let (_, steps) = bot.answerFile(by: person.name, takes: false) else {
      throw HostError("the bot sends \(person.name) no file")
    }
    try session.answer(steps, call)
  }

  /// The files of a bot as its test sees them.
  static func listFiles(_ session: TestSession, _ call: inout HostCall) throws(HostError) {
    let bot = try session.bot(call)
    call.answer(
      .array(
        bot.files.map { file in
          .record([
            ("id", .integer(file.id.rawValue)), ("name", .string(file.name.shown)),
            ("direction", .string(file.direction.rawValue)),
            ("size", file.size.map { .integer(Int64(clamping: $0)) } ?? .nil),
            ("state", .string(file.state.rawValue)), ("kept", .boolean(bot.isKept(file.id))),
            ("type", file.type.map(LuaValue.string) ?? .nil),
            ("failure", file.failure.map { .string($0.rawValue) } ?? .nil),
          ])
        }))
  }
}
