import GatewayCore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayHTTP
@testable import GatewayStore

/// What tokens allow at the desk, in homes of both forms: what a token does not allow is the same
/// in each, and so is what it shows.
@Suite struct `Authorization at the desk` {
  private static let rules = """
    contacts { accept = "everyone" }
    inbox { SEAL keep = "forever" }
    on("message", function(message) message:keep() end)
    """
  private let heron = ContactReference(hex(1))

  private func bench(_ form: StoredForm) throws -> WorkerBench {
    let bench = try form.bench(Self.rules)
    try bench.befriend(1)
    bench.say("secret-tip")
    _ = ask(bench, .command(.noteAdd(heron, text: "secret-note")), with: .owner, by: .owner)
    return bench
  }

  /// Asks as a transport does.
  private func ask(
    _ bench: WorkerBench, _ request: ApplicationRequest, with authorization: Authorization,
    by author: Author
  ) -> Reply? {
    if let refusal = authorization.refusal(of: request) { return .failed(refusal, .forbidden) }
    let reply = Mutex<Reply?>(nil)
    bench.receive(
      .control(request.read(by: author), by: author) { answer in reply.withLock { $0 = answer } })
    return reply.withLock(\.self)
  }

  /// The client of a new token.
  private func client(_ bench: WorkerBench, named name: String, _ scopes: [Scope]) throws
    -> APIClient
  {
    let made = ask(
      bench, .command(.tokenNew(label: name, scopes: scopes)), with: .owner, by: .owner)
    guard case .token(_, let text)? = made else { throw StoreError.unknownMessage }
    let table = try TokenTable(
      store: bench.store, keys: HomeKeys(bytes: [UInt8](repeating: 7, count: HomeKeys.size))
    ) {}
    return try #require(table.client(presenting: text, now: bench.clock.now)).client
  }

  private var requests: [ApplicationRequest] {
    [
      .command(.conversationChange(.named([heron]), TriageChange(status: .closed))),
      .command(
        .conversationChange(
          .filtered(TriageFilter(), count: 1), TriageChange(assignment: .to("ana")))),
      .command(.conversationRead(heron, through: 1)), .command(.noteAdd(heron, text: "x")),
      .command(.noteErase(2)), .command(.cannedSend(heron, name: "received")),
      .command(.inboxErase(messages: [1])), .command(.inboxClose(messages: [1])),
      .query(.noteList(heron)), .query(.auditList()), .query(.cannedList),
      .query(.conversationList(limit: 10)), .query(.conversationCount(TriageFilter())),
      .query(.inboxList(InboxSelection(InboxFilter()), textBytes: nil)),
    ]
  }

  @Test(arguments: StoredForm.allCases, Scope.allCases)
  func `a token without a scope does and sees nothing of it`(
    _ form: StoredForm, _ scope: Scope
  ) throws {
    let bench = try bench(form)
    let client = try client(bench, named: "ana", Scope.allCases.filter { $0 != scope })
    for request in requests where request.scopes.contains(scope) {
      let reply = ask(bench, request, with: client.authorization, by: client.author)
      let sentence = "\"\(request.name)\" needs the scope \"\(scope.rawValue)\"."
      #expect(reply == .failed(sentence, .forbidden))
    }
    let state = try bench.store.read { reader throws(StoreError) in
      (try reader.storedTriage(of: key(1)), try reader.countNotes(on: key(1)))
    }
    #expect(state.0?.status == .new && state.1 == 1)
  }

  @Test(arguments: StoredForm.allCases)
  func `a token that reads sees texts as the home has them, and no notes`(
    _ form: StoredForm
  ) throws {
    let bench = try bench(form)
    let client = try client(bench, named: "reader", [.read])
    let replies = requests.map { ask(bench, $0, with: client.authorization, by: client.author) }
    let shown = replies.map {
      $0.map { String(decoding: BotAPI.bytes(of: $0), as: UTF8.self) } ?? ""
    }
    #expect(!shown.contains { $0.contains("secret-note") })
    #expect(shown.contains { $0.contains("secret-tip") } == (form == .clear))
    #expect(shown.contains { $0.contains("(sealed)") } == (form == .sealed))
  }

  @Test(arguments: StoredForm.allCases)
  func `a token works under its label, and is assigned to where it may work`(
    _ form: StoredForm
  ) throws {
    let bench = try bench(form)
    let ana = try client(bench, named: "ana", [.inbox, .read])
    _ = try client(bench, named: "alerts", [.send])
    func assign(to name: String) -> Reply? {
      ask(
        bench,
        .command(.conversationChange(.named([heron]), TriageChange(assignment: .to(name)))),
        with: ana.authorization, by: ana.author)
    }
    #expect(assign(to: "ana") == .changed(1))
    guard case .failed(let sentence, .refused, _)? = assign(to: "alerts") else {
      Issue.record("assigned to a token that may not work at the desk")
      return
    }
    #expect(sentence.contains(#"there are "ana", "owner""#))
    guard case .audit(let entries)? = ask(bench, .query(.auditList()), with: .owner, by: .owner)
    else {
      Issue.record("no log")
      return
    }
    #expect(entries.filter { $0.author == "ana" }.map(\.operation) == ["conversation_change"])
  }
}
