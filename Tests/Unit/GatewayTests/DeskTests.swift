import GatewayCore
import GatewayTestSupport
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// The work of the staff on a running bot, whose home is in clear or sealed.
@Suite struct `The work at the desk` {
  private static let rules = """
    contacts { accept = "everyone", staff = { ana = "\(hex(9))", ben = "\(hex(8))" } }
    inbox { SEAL keep = "forever" }
    on("message", function(message) message:keep() end)
    """
  private let ana = Author(name: "ana", way: .token)

  private func bench(_ form: StoredForm) throws -> WorkerBench {
    let bench = try form.bench(Self.rules)
    for number in [1, 2, 3] as [UInt8] { try bench.befriend(number) }
    bench.receive(message("secret-one", by: 1, at: 1))
    bench.receive(message("secret-two", by: 2, at: 1))
    return bench
  }

  private func ask(
    _ bench: WorkerBench, _ request: ApplicationRequest, by author: Author = .owner
  ) -> Reply? {
    let reply = Mutex<Reply?>(nil)
    bench.receive(
      .control(request.read(by: author), by: author) { answer in reply.withLock { $0 = answer } })
    return reply.withLock(\.self)
  }

  private func change(
    _ bench: WorkerBench, _ numbers: UInt8..., to change: TriageChange, by author: Author? = nil
  ) -> Reply? {
    let contacts = numbers.map { ContactReference(hex($0)) }
    return ask(
      bench, .command(.conversationChange(.named(contacts), change)), by: author ?? ana)
  }

  private func conversations(
    _ bench: WorkerBench, _ filter: TriageFilter = TriageFilter(), by author: Author = .owner
  ) -> [ConversationSummary] {
    guard
      case .conversations(let all)? = ask(
        bench, .query(.conversationList(ConversationFilter(filter))), by: author)
    else { return [] }
    return all
  }

  @Test(arguments: StoredForm.allCases)
  func `a conversation goes from new to closed and back, and each step is told`(
    _ form: StoredForm
  ) throws {
    let bench = try bench(form)
    #expect(conversations(bench).map(\.status) == [.new, .new])
    #expect(conversations(bench)[0].newest.text == form.shown("secret-two"))
    #expect(change(bench, 1, to: TriageChange(assignment: .to("ana"))) == .changed(1))
    #expect(change(bench, 1, to: TriageChange(assignment: .to("ana"))) == .changed(0))
    let sent = ask(
      bench, .command(.send(ContactReference(hex(1)), text: "thanks", keep: true)), by: ana)
    guard case .queued? = sent else { throw StoreError.unknownMessage }
    #expect(conversations(bench)[0].status == .waiting)
    bench.receive(message("secret-more", by: 1, at: 2))
    #expect(conversations(bench)[0].status == .open)
    #expect(change(bench, 1, 2, to: TriageChange(status: .closed)) == .changed(2))
    let told = bench.reports.lines("conversation")
    let steps = ["open", "waiting", "open", "closed", "closed"]
    #expect(told.count == steps.count)
    for (line, status) in zip(told, steps) { #expect(line.contains(#""status":"\#(status)""#)) }
    #expect(told[0].contains(#""assignee":"ana""#) && told[0].contains(#""by":"ana""#))
    #expect(!told[2].contains(#""by""#))
    #expect(told.allSatisfy { !$0.contains("secret-") })
  }

  @Test(arguments: StoredForm.allCases)
  func `each member of the staff sees what it has not read`(_ form: StoredForm) throws {
    let bench = try bench(form)
    let ben = Author(name: "ben", way: .token)
    let first = try #require(bench.inboxNumbers().first)
    #expect(ask(bench, .command(.inboxMarkRead(messages: [first])), by: ana) == .done)
    let unread = TriageFilter(isUnread: true)
    #expect(conversations(bench, unread, by: ana).count == 1)
    #expect(conversations(bench, unread, by: ben).count == 2)
    #expect(conversations(bench, by: ana).map(\.isUnread) == [true, false])
    let all = ask(
      bench, .query(.inboxNumbers(InboxSelection(InboxFilter(triage: unread)))), by: ana)
    #expect(all == .messages([first + 1]))
    #expect(
      ask(bench, .command(.conversationRead(ContactReference(hex(1)), through: 0)), by: ana)
        == .done)
    #expect(conversations(bench, unread, by: ana).count == 2)
  }

  @Test(arguments: StoredForm.allCases)
  func `an assignee is a member of the staff, and nothing else`(_ form: StoredForm) throws {
    let bench = try bench(form)
    for name in ["amber-heron", "carl", "", "ana\u{7}"] {
      guard
        case .failed(let sentence, .refused, _)? = change(
          bench, 1, to: TriageChange(assignment: .to(name)))
      else {
        Issue.record("assigned to \(name)")
        continue
      }
      #expect(sentence.contains(#""ana", "ben", "owner""#))
    }
    #expect(conversations(bench).allSatisfy { $0.assignee == nil })
    #expect(
      change(
        bench, 1, to: TriageChange(isStarred: true), by: Author(name: "carl", way: .owner))
        != .changed(1))
    #expect(
      change(
        bench, 1, to: TriageChange(isStarred: true), by: Author(name: "ben", way: .owner))
        == .changed(1))
  }

  @Test(arguments: StoredForm.allCases)
  func `a filter changes what was counted, or nothing`(_ form: StoredForm) throws {
    let bench = try bench(form)
    let new = TriageFilter(status: .new)
    #expect(ask(bench, .query(.conversationCount(new))) == .count(2))
    bench.receive(message("secret-three", by: 3, at: 1))
    let closing = TriageChange(status: .closed)
    let stale = ask(bench, .command(.conversationChange(.filtered(new, count: 2), closing)))
    guard case .failed(let sentence, _, _)? = stale else {
      Issue.record("was carried out")
      return
    }
    #expect(sentence.contains("3 conversations, not 2"))
    #expect(conversations(bench, new).count == 3)
    #expect(
      ask(bench, .command(.conversationChange(.filtered(new, count: 3), closing))) == .changed(3))
    #expect(conversations(bench, new).isEmpty)
  }

  @Test(arguments: StoredForm.allCases)
  func `one that is not there is refused, and then none is changed`(_ form: StoredForm) throws {
    let bench = try bench(form)
    for missing in [hex(3), hex(7), "no-such-contact", "999"] {
      let names = [hex(1), missing].map { ContactReference($0) }
      let reply = ask(
        bench, .command(.conversationChange(.named(names), TriageChange(isStarred: true))))
      guard case .failed(_, .absent, _)? = reply else {
        Issue.record("\(missing): \(String(describing: reply))")
        continue
      }
    }
    #expect(conversations(bench, TriageFilter(isStarred: true)).isEmpty)
    let many = Array(repeating: ContactReference(hex(1)), count: 1_001)
    guard
      case .failed(let sentence, _, _)? = ask(
        bench, .command(.conversationChange(.named(many), TriageChange(isStarred: true))))
    else {
      Issue.record("was carried out")
      return
    }
    #expect(sentence.contains("at most 1000"))
  }

  @Test(arguments: StoredForm.allCases)
  func `notes have author and time, and no rule and no contact gets them`(
    _ form: StoredForm
  ) throws {
    let bench = try bench(form)
    let heron = ContactReference(hex(1))
    _ = bench.network.takeWords()
    for (author, text) in [(ana, "secret-note"), (.owner, "secret-more")] {
      guard case .notes(let added)? = ask(bench, .command(.noteAdd(heron, text: text)), by: author)
      else {
        Issue.record("no note")
        return
      }
      #expect(added.map(\.author) == [author.name])
    }
    guard case .notes(let notes)? = ask(bench, .query(.noteList(heron))) else {
      Issue.record("no notes")
      return
    }
    #expect(notes.map(\.author) == ["ana", "owner"])
    #expect(notes.map(\.text) == [form.shown("secret-note"), form.shown("secret-more")])
    #expect(conversations(bench).map(\.notes) == [0, 2])
    #expect(try bench.filesHold("secret-note") == (form == .clear))
    #expect(bench.network.takeWords() == [])
    #expect(ask(bench, .command(.noteErase(notes[0].id))) == .done)
    #expect(try !bench.filesHold("secret-note"))
    #expect(
      ask(bench, .command(.noteErase(notes[0].id)))
        == .failed("There is no note \(notes[0].id).", .absent, .noNote))
    for text in ["", " \n", String(repeating: "x", count: StaffNote.bytesMax + 1)] {
      guard case .failed? = ask(bench, .command(.noteAdd(heron, text: text))) else {
        Issue.record("a note of \(text.utf8.count) bytes")
        continue
      }
    }
  }

  @Test(arguments: StoredForm.allCases)
  func `what was done is there after a restart`(_ form: StoredForm) throws {
    let directory = try WorkerBench.Directory()
    let bench = try form.bench(Self.rules, in: directory)
    try bench.befriend(1)
    bench.say("secret-one")
    _ = change(bench, 1, to: TriageChange(isStarred: true, assignment: .to("ana")))
    _ = ask(bench, .command(.noteAdd(ContactReference(hex(1)), text: "x")), by: ana)
    let before = conversations(bench)
    let again = try bench.restarted(Self.rules.replacing("SEAL", with: form.seal))
    again.receive()
    #expect(conversations(again) == before && before.first?.assignee == "ana")
  }
}

extension WorkerBench {
  /// The messages of the inbox, oldest first.
  func inboxNumbers() throws -> [Int64] {
    try store.read { reader throws(StoreError) in
      try reader.inboxNumbers(InboxFilter(order: .oldestFirst)).map(\.rawValue)
    }
  }
}
