import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// `contacts { accept = "code" }`: the owner approves a request by its code.
@Suite struct `Requests with a code` {
  private static let owner = String(repeating: "09", count: 32)
  private static let rules = """
    contacts { accept = "code", owner = "\(owner)" }
    on("request", function(contact, text)
      log(contact.request_code .. " " .. text .. " " .. find_request(contact.request_code).codename)
    end)
    on("contact", function(contact) contact:reply("welcome") end)
    """

  private func bench() throws -> WorkerBench {
    let bench = try WorkerBench(Self.rules)
    try bench.befriend(9)
    return bench
  }

  private func code(_ bench: WorkerBench, of number: UInt8) throws -> String? {
    try bench.store.read { reader throws(StoreError) in
      try reader.storedRequestCode(of: key(number))?.text
    }
  }

  private func state(_ bench: WorkerBench, of number: UInt8) throws -> ContactState? {
    try bench.store.read { reader throws(StoreError) in try reader.storedContact(key(number)) }?
      .contact.state
  }

  private func accept(_ name: String, _ bench: WorkerBench) -> Reply? {
    reply(to: .command(.contactAccept(ContactReference(name))), bench)
  }

  @Test func `wait for the owner, that reads the code in an event, a list and a message`() throws {
    let bench = try bench()
    bench.receive(.contactRequest(key(1), text: "let me in"))
    let code = try #require(try code(bench, of: 1))
    #expect(code.count == 6 && RequestCode(code.lowercased())?.text == code)
    #expect(bench.reports.lines("contact_request")[0].contains("\"code\":\"\(code)\""))
    #expect(bench.reports.lines("log")[0].contains("\(code) let me in"))
    let notice = try #require(try bench.outbox(9).first)
    #expect(notice.contains("with the code \(code): let me in"))
    #expect(notice.contains("`postern contact accept \(code)`"))
    let list = try bench.store.read { reader throws(StoreError) in try reader.requestCodes() }
    #expect(list == [key(1): RequestCode(code)])
    // The stranger hears nothing, and is not sought.
    #expect(bench.network.takeWords().allSatisfy { !$0.contains(" 1 ") && !$0.hasSuffix(" 1") })

    #expect(accept(code.lowercased(), bench) == .done)
    #expect(try state(bench, of: 1) == .accepted)
    #expect(try self.code(bench, of: 1) == nil)
    #expect(try bench.outbox(1) == ["welcome"])
    guard case .failed(let sentence, _, _)? = accept(code, bench) else {
      Issue.record("the code is used up")
      return
    }
    #expect(sentence.contains("No request has the code"))
  }

  @Test func `are forgotten after an hour, over a restart too, and may ask again`() throws {
    let bench = try bench()
    bench.receive(.contactRequest(key(1), text: "one"))
    let first = try code(bench, of: 1)
    bench.receive(.contactRequest(key(1), text: "again"))
    #expect(try code(bench, of: 1) == first)
    bench.wait(seconds: 1_800)
    bench.receive(.contactRequest(key(2), text: "two"))
    let again = try bench.restarted(Self.rules)
    again.clock.set(bench.clock.now)
    again.receive()
    #expect(try #require(again.worker.engine.timeToNextDue()) <= 1_800_000)
    again.wait(seconds: 1_799)
    #expect(try state(again, of: 1) == .requested)
    again.wait(seconds: 1)
    #expect(try state(again, of: 1) == nil && state(again, of: 2) == .requested)
    again.wait(seconds: 1_800)
    #expect(try state(again, of: 2) == nil)
    again.receive(.contactRequest(key(1), text: "back"))
    #expect(try code(again, of: 1) != nil)
    // With the owner's word by its name it stays.
    _ = accept(key(1).hexadecimal, again)
    again.wait(seconds: 7_200)
    #expect(try state(again, of: 1) == .accepted)
  }

  @Test func `stand in each list of contacts, as their labels do`() throws {
    let bench = try bench()
    bench.receive(.contactRequest(key(1), text: "let me in"))
    let code = try #require(try code(bench, of: 1))
    let (stranger, owner) = (ContactReference(hex(1)), ContactReference(Self.owner))
    #expect(
      reply(to: .command(.contactLabel(owner, add: ["on-call"], remove: [])), bench) == .done)
    for query in [.contactList, .contactList(after: nil, limit: 10)] as [ContactListQuery] {
      let contacts = contacts(.query(query), bench)
      #expect(Set(contacts.map(\.requestCode)) == [code, nil])
      #expect(Set(contacts.map(\.labels)) == [[], ["on-call"]])
    }
    #expect(contacts(.query(.contactFind(stranger)), bench).map(\.requestCode) == [code])
    #expect(contacts(.query(.contactFind(owner)), bench).map(\.labels) == [["on-call"]])
  }

  private func reply(to request: ApplicationRequest, _ bench: WorkerBench) -> Reply? {
    let answer = Answer()
    bench.receive(.control(request) { answer.value = $0 })
    return answer.value
  }

  private func contacts(_ request: ApplicationRequest, _ bench: WorkerBench) -> [ContactSummary] {
    guard case .contacts(let contacts)? = reply(to: request, bench) else { return [] }
    return contacts
  }

  @Test func `are a hundred at most, the oldest making way`() throws {
    let bench = try bench()
    for number in 10...110 as ClosedRange<UInt8> {
      bench.receive(.contactRequest(key(number), text: "x"))
    }
    #expect(try state(bench, of: 10) == nil && state(bench, of: 11) == .requested)
    #expect(
      try bench.store.read { reader throws(StoreError) in
        try reader.requestCodes()
      }.count == RequestCode.waitingMax)
  }

  @Test(arguments: [
    ("accept = 'ask', owner = '\(owner)'", "owner of contacts means nothing without"),
    ("accept = 'code', owner = 'alice'", "owner of contacts must be a public key"),
  ])
  func `have an owner by its key alone`(_ options: String, _ reason: String) {
    #expect {
      try WorkerBench("contacts { \(options) }")
    } throws: { error in
      "\(error)".contains(reason)
    }
  }

  private final class Answer: @unchecked Sendable { var value: Reply? }
}
