import GatewayCore

/// What the functions of a test's machine work on.
final class TestSession {
  struct Test {
    var name: String
    var slot: Int32
  }

  struct Person {
    var bot: Int
    var name: String
    var key: ContactKey
  }

  let load: (String) throws(SettingMistake) -> String?
  /// What a bot's file takes from the machine, secrets apart.
  let environment: (String) -> BotEnvironment
  let print: (String) -> Void
  var isLoading = true
  var tests: [Test] = []
  var bots: [TrySession] = []
  var people: [Person] = []
  var expectations: [LuaValue] = []

  init(
    load: @escaping (String) throws(SettingMistake) -> String?,
    environment: @escaping (String) -> BotEnvironment, print: @escaping (String) -> Void
  ) {
    self.print = print
    self.load = load
    self.environment = environment
  }

  /// That of a bot's file, with the secrets that its test gives it.
  func environment(_ file: String, secrets: [String: String]) -> BotEnvironment {
    var environment = environment(file)
    environment.secret = { secrets[$0] }
    return environment
  }

  func bot(_ call: HostCall) throws(HostError) -> TrySession {
    bots[Int(try call.handle(0, .testedBot))]
  }

  func person(_ call: HostCall) throws(HostError) -> (person: Person, bot: TrySession) {
    let person = people[Int(try call.handle(0, .person))]
    return (person, bots[person.bot])
  }

  /// A failed rule fails the test.
  func requireSuccess(_ steps: [TrySession.Step]) throws(HostError) {
    for case let failure? in steps.map(\.outcome.failure) {
      throw HostError(failure.inFull.description)
    }
  }

  /// Answers with the effects of some steps.
  func answer(_ steps: [TrySession.Step], _ call: HostCall) throws(HostError) {
    try requireSuccess(steps)
    call.answer(.array(steps.flatMap(\.outcome.effects).map(\.luaValue)))
  }
}

extension Effect {
  /// As a test sees it: a table with the effect's name and what belongs to it.
  fileprivate var luaValue: LuaValue {
    switch self {
    case .reply(_, let text, let kind, let lifetime):
      .record([
        ("type", .string("reply")), ("text", .string(text)), ("kind", .string(kind.rawValue)),
        ("expires", lifetime.map { .integer($0 / 1_000) } ?? .nil),
      ])
    case .deliver(let event, let webhook, _):
      .record([
        ("type", .string("forward")), ("webhook", .string(webhook)),
        ("body", .string(event.json)),
      ])
    case .ask(let event, let webhook, _, let terms):
      .record([
        ("type", .string("ask")), ("webhook", .string(webhook)),
        ("body", .string(event.json)), ("seconds", .integer(terms.timeout / 1_000)),
        ("fallback", terms.fallback.map(LuaValue.string) ?? .nil),
      ])
    case .keep: .record([("type", .string("keep"))])
    case .note(_, let note):
      .record([("type", .string("note")), ("note", note.map(LuaValue.string) ?? .nil)])
    case .publicStatus(_, let status):
      .record([
        ("type", .string("public_status")),
        ("public_status", status.map(LuaValue.string) ?? .nil),
      ])
    case .label(_, let label, let isSet):
      .record([
        ("type", .string(isSet ? "label" : "unlabel")), ("label", .string(label.text)),
      ])
    case .confirm(_, let confirmation):
      .record([
        ("type", .string("confirm")), ("text", .string(confirmation.text)),
        ("on_yes", confirmation.onYes.map(LuaValue.string) ?? .nil),
        ("on_no", confirmation.onNo.map(LuaValue.string) ?? .nil),
        ("seconds", .integer(confirmation.timeout / 1_000)),
      ])
    case .broadcast(let broadcast):
      .record([
        ("type", .string("broadcast")), ("label", .string(broadcast.label.text)),
        ("text", .string(broadcast.text)), ("seconds", .integer(broadcast.expires / 1_000)),
      ])
    case .triage(_, let change, let author):
      .record([
        ("type", .string("conversation")),
        ("status", change.status.map { .string($0.rawValue) } ?? .nil),
        ("starred", change.isStarred.map(LuaValue.boolean) ?? .nil),
        ("assignee", change.assignment.map(\.luaValue) ?? .nil),
        ("by", .string(author.name)),
      ])
    case .staffNote(_, let text, let author):
      .record([
        ("type", .string("staff_note")), ("text", .string(text)), ("by", .string(author.name)),
      ])
    case .acceptFile: .record([("type", .string("accept_file"))])
    case .refuseFile(_, let text):
      .record([("type", .string("refuse_file")), ("text", text.map(LuaValue.string) ?? .nil)])
    case .keepFile: .record([("type", .string("keep_file"))])
    case .sendFile(_, let source, let name, let lifetime):
      .record([
        ("type", .string("send_file")), source.luaField,
        ("name", name.map(LuaValue.string) ?? .nil),
        ("expires", lifetime.map { .integer($0 / 1_000) } ?? .nil),
      ])
    case .typing(_, let isTyping):
      .record([("type", .string("typing")), ("typing", .boolean(isTyping))])
    case .accept: .record([("type", .string("accept"))])
    case .block: .record([("type", .string("block"))])
    case .remove: .record([("type", .string("remove"))])
    case .store(let key, let value):
      .record([
        ("type", .string("store")), ("key", .string(key)),
        ("value", value.map(LuaValue.string) ?? .nil),
      ])
    case .timer(let name, _, let delay, let payload):
      .record([
        ("type", .string("timer")), ("name", .string(name)),
        ("seconds", .integer(delay / 1_000)), ("payload", .string(payload)),
      ])
    case .cancelTimer(let name, _):
      .record([("type", .string("cancel")), ("name", .string(name))])
    case .respond(let response):
      .record([("type", .string("respond")), ("status", .integer(Int64(response.status)))])
    case .log(let line): .record([("type", .string("log")), ("text", .string(line))])
    }
  }
}

extension TriageChange.Assignment {
  fileprivate var luaValue: LuaValue {
    switch self {
    case .to(let name): .string(name)
    case .none: .boolean(false)
    }
  }
}

extension FileSource {
  fileprivate var luaField: (String, LuaValue) {
    switch self {
    case .path(let path): ("path", .string(path))
    case .stored(let id): ("id", .integer(id.rawValue))
    }
  }
}
