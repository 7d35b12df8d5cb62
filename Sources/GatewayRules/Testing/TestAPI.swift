import GatewayCore

/// What a test of a bot can use.
enum TestAPI {
  static let tables: [HostTable<TestSession>] = [
    globals, bot, person, expectation, RuleAPI.jsonTable(for: TestSession.self),
  ]

  /// Monday, 2026-01-05 10:00 UTC: where each tested bot's clock starts.
  static let startOfTime = UnixMilliseconds(1_767_607_200_000)

  static let globals = HostTable<TestSession>(
    title: "Tests",
    about: """
      `postern test` runs the files that end in `_test.lua`. Each test loads the bot anew; there is \
      no network, and time stands still until it is moved. The clock starts on Monday, 2026-01-05 \
      10:00 UTC.
      """,
    place: .globals,
    functions: [
      HostFunction("test", signature: #"test("a sentence", function() … end)"#, help: "One test.") {
        (session, call) throws(HostError) in
        guard session.isLoading else { throw HostError("test belongs at the top of the file") }
        let name = try call.string(0, "a test's name")
        guard call.isFunction(1) else {
          throw call.mismatch(1, what: "a test", wanted: "a function")
        }
        let slot = Int32(session.tests.count + 1)
        call.keepFunction(1, in: slot)
        session.tests.append(TestSession.Test(name: name, slot: slot))
      },
      HostFunction(
        "load_bot", signature: #"load_bot("echo.lua", { NAME = "value" })"#,
        help: "Loads a bot from the test's folder. The table gives the secrets that it asks for.",
        loadBot),
      HostFunction(
        "print", signature: "print(…)",
        help: "Prints a line while the tests run; `log` in a bot is another thing."
      ) { (session, call) throws(HostError) in session.print(try call.logLine()) },
      HostFunction("expect", signature: "expect(value)", help: "Begins a comparison.") {
        (session, call) throws(HostError) in
        session.expectations.append(try call.value(0))
        call.answer(.expectation, handle: Int64(session.expectations.count - 1))
      },
    ])

  static let expectation = HostTable<TestSession>(
    title: "expect(value)",
    about: "Tables are compared by what they hold.",
    place: .object(.expectation),
    functions: [
      HostFunction(
        "equals", signature: "expect(value):equals(wanted)", help: "Fails unless both are the same."
      ) {
        (session, call) throws(HostError) in
        let given = session.expectations[Int(try call.handle(0, .expectation))]
        let wanted = try call.value(1)
        guard given.sorted != wanted.sorted else { return }
        throw HostError("expected \(wanted.testText), not \(given.testText)")
      },
      HostFunction(
        "contains", signature: "expect(text):contains(part)",
        help: "Fails unless the text holds the part."
      ) { (session, call) throws(HostError) in
        let given = session.expectations[Int(try call.handle(0, .expectation))]
        let part = try call.string(1, "a part")
        if case .string(let text) = given, text.contains(part) { return }
        throw HostError("expected a text with \"\(part)\", not \(given.testText)")
      },
    ])

  private static func loadBot(
    _ session: TestSession, _ call: inout HostCall
  ) throws(HostError) {
    let file = try call.string(0, "a bot's file")
    var secrets: [String: String] = [:]
    if case .table(let entries) = try call.value(1) {
      for entry in entries {
        guard case .string(let name) = entry.key, case .string(let value) = entry.value else {
          throw HostError("secrets are given as { NAME = \"value\" }")
        }
        secrets[name] = value
      }
    }
    let source: String
    do throws(SettingMistake) {
      guard let text = try session.load(file) else { throw SettingMistake("there is no such file") }
      source = text
    } catch { throw HostError("\(file): \(error)") }
    do throws(RuleFailure) {
      let environment = session.environment(file, secrets: secrets)
      let bot = try Bot(source: source, file: file, environment: environment)
      session.bots.append(TrySession(bot: bot, now: startOfTime))
      call.answer(.testedBot, handle: Int64(session.bots.count - 1))
    } catch {
      throw HostError(error.description)
    }
  }
}

extension LuaValue {
  fileprivate var testText: String { (try? jsonText(of: "a value")) ?? kindName }
}
