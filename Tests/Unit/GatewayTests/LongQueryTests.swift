import Foundation
import GatewayCore
import GatewayEngine
import NIOPosix
import Synchronization
import Testing

@testable import Gateway

/// Long queries, answered from the files of a home whose bot runs.
@Suite(.timeLimit(.minutes(1))) struct `Long queries` {
  private func bench() throws -> WorkerBench {
    let bench = try WorkerBench(echo)
    try bench.befriend(1)
    for (number, text) in ["one", "two disks", "three"].enumerated() {
      bench.say(text, at: UInt32(number + 1))
    }
    return bench
  }

  /// Asks as a client of the socket does, beside a worker that stays busy.
  private func ask(
    _ bench: WorkerBench, _ query: any Query,
    worker: @escaping ControlServer.Submit = { _, _, _ in }
  ) async -> Reply {
    let queries = LongQueries(path: bench.path, worker: worker)
    return await withCheckedContinuation { continuation in
      queries.submit(.query(query), by: .owner) { continuation.resume(returning: $0) }
    }
  }

  @Test func `they are answered from the files while the worker is busy`() async throws {
    let bench = try bench()
    let all = InboxSelection(InboxFilter(status: .open))
    guard case .inbox(let page) = await ask(bench, .inboxList(all, textBytes: 3)) else {
      Issue.record("no page")
      return
    }
    #expect(page.map(\.text) == ["thr", "two", "one"])
    #expect(page.map(\.isCut) == [true, true, nil])
    let numbers = page.map(\.id)
    #expect(await ask(bench, .inboxNumbers(all)) == .messages(numbers))
    #expect(await ask(bench, .inboxCount(all)) == .count(3))
    #expect(
      await ask(bench, .inboxSearch(words: ["DISK"], all)) == .matches([numbers[1]], last: nil))
    #expect(
      await ask(bench, .inboxSearch(words: [" "], all))
        == .failed("A search needs a word.", .invalid, .emptySearch))
    var narrow = all
    narrow.contact = ContactReference("nobody-here")
    guard case .failed = await ask(bench, .inboxList(narrow, textBytes: nil)) else {
      Issue.record("a contact that is not there was found")
      return
    }
  }

  @Test func `the worker tells which answers are on their way, and is asked for nothing else`()
    async throws
  {
    let bench = try bench()
    let asked = Mutex<[ApplicationRequest]>([])
    let worker: ControlServer.Submit = { request, _, answer in
      asked.withLock { $0.append(request) }
      guard case .query(let query as AnswersUnderwayQuery) = request else { return answer(.done) }
      answer(.messages([query.messages[0]]))
    }
    guard
      case .inbox(let thread) = await ask(
        bench, .inboxThread(InboxSelection(InboxFilter(), contact: ContactReference("1"))),
        worker: worker)
    else {
      Issue.record("no thread")
      return
    }
    let states = thread.compactMap(\.delivery)
    #expect(states == [.sent, .waiting, .waiting])
    #expect(thread.map(\.id) == thread.map(\.id).sorted())
    #expect(await ask(bench, .status, worker: worker) == .done)
    #expect(asked.withLock(\.count) == 2)
  }

  @Test func `a contact that is looked up is told to be online, which the worker alone knows`()
    async throws
  {
    let bench = try bench()
    let one = ContactReference(hex(1))
    let worker: ControlServer.Submit = { _, _, answer in answer(.done) }
    #expect(await ask(bench, .contactFind(one), worker: worker) == .done)
    let found = Mutex<Reply?>(nil)
    bench.receive(.control(.query(.contactFind(one))) { reply in found.withLock { $0 = reply } })
    guard case .contacts(let contacts)? = found.withLock(\.self) else {
      Issue.record("no contact")
      return
    }
    #expect(contacts.map(\.isOnline) == [true])
  }

  @Test func `a page of all conversations has what rules answered, behind each message`()
    async throws
  {
    let bench = try bench()
    let newest = InboxSelection(InboxFilter(limit: 2))
    let worker: ControlServer.Submit = { _, _, answer in answer(.messages([])) }
    guard case .inbox(let page) = await ask(bench, .inboxThread(newest), worker: worker) else {
      Issue.record("no page")
      return
    }
    #expect(page.map(\.text) == ["two disks", "re two disks", "three", "re three"])
    #expect(page.map { $0.automatic ?? false } == [false, true, false, true])
  }

  @Test func `one reply holds so many messages at most`() async throws {
    let bench = try bench()
    let numbers = Array(1...Int64(ApplicationRequest.messagesPageMax + 1))
    guard case .failed(let sentence, _, _) = await ask(bench, .inboxMessages(numbers)) else {
      Issue.record("was answered")
      return
    }
    #expect(sentence.contains("at most 500"))
    #expect(
      await ask(bench, .inboxList(InboxSelection(InboxFilter(limit: -5)), textBytes: nil))
        == .inbox([]))
  }
}
