import GatewayCore
import GatewayTestSupport
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// What a person does with files, through any transport.
@Suite struct `Requests about files` {
  private static let rules = #"files { accept = "ask", types = { "application/pdf" } }"#

  private func bench() throws -> WorkerBench {
    let bench = try WorkerBench(Self.rules)
    try bench.befriend(1)
    _ = bench.network.takeWords()
    return bench
  }

  private func ask(_ bench: WorkerBench, _ request: ApplicationRequest) throws -> Reply {
    let answer = Mutex<Reply?>(nil)
    bench.receive(.control(request) { reply in answer.withLock { $0 = reply } })
    let reply = answer.withLock(\.self)
    return try #require(reply)
  }

  private func files(_ bench: WorkerBench) throws -> [FileSummary] {
    guard case .files(let files) = try ask(bench, .query(.fileList(limit: 100))) else { return [] }
    return files
  }

  private func offer(_ bench: WorkerBench, _ token: UInt64, named name: String) {
    bench.receive(
      .fileOffered(
        OfferedFile(
          token: FileToken(token), contact: key(1), name: name, size: 1_000,
          fileID: [UInt8](repeating: UInt8(token), count: 32), kind: 0)))
  }

  @Test func `a file that is offered waits for a person to take or refuse it`() throws {
    let bench = try bench()
    offer(bench, 1, named: "../a.pdf")
    offer(bench, 2, named: "b.pdf")
    let (second, first) = try #require(try files(bench).pair)
    #expect(first.state == .offered && first.name == "a.pdf" && first.claimedName == "../a.pdf")
    #expect(try ask(bench, .command(.fileAccept(first.id))) == .done)
    #expect(bench.network.takeWords().contains("receive 1 from 0"))
    #expect(try ask(bench, .command(.fileRefuse(second.id, text: "too large"))) == .done)
    #expect(bench.network.takeWords().contains("refuse 2"))
    #expect(try bench.outbox().last == "too large")
    #expect(try files(bench).map(\.state) == [.refused, .accepted])
    guard case .failed(let sentence, .refused, _) = try ask(bench, .command(.fileAccept(second.id)))
    else {
      Issue.record("it was accepted")
      return
    }
    #expect(sentence == "File \(second.id) can't be accepted: it is refused.")
    #expect(try ask(bench, .command(.fileCancel(first.id))) == .done)
    #expect(try files(bench).last?.failure == .cancelled)
  }

  @Test func `files are listed by contact, state and place`() throws {
    let bench = try bench()
    for number in 1...3 { offer(bench, UInt64(number), named: "\(number).pdf") }
    let all = try files(bench)
    #expect(all.map(\.name) == ["3.pdf", "2.pdf", "1.pdf"])
    _ = try ask(bench, .command(.fileAccept(all[1].id)))
    func names(_ query: FileListQuery) throws -> [String] {
      guard case .files(let files) = try ask(bench, .query(query)) else { return [] }
      return files.map(\.name)
    }
    #expect(try names(.fileList(states: [.accepted], limit: 10)) == ["2.pdf"])
    #expect(try names(.fileList(before: all[1].id, limit: 10)) == ["1.pdf"])
    #expect(try names(.fileList(limit: 1)) == ["3.pdf"])
    let contact = ContactReference(all[0].contact)
    #expect(try names(.fileList(of: contact, limit: 10)).count == 3)
    guard case .failed(let sentence, .absent, _) = try ask(bench, .query(.file(99))) else {
      Issue.record("there is a file 99")
      return
    }
    #expect(sentence == "There is no file 99: `postern file list` names them.")
  }

  @Test func `a file is sent by its path or its number, under a name made harmless`() throws {
    let bench = try bench()
    let contact = ContactReference(key(1).hexadecimal)
    guard
      case .queued(let number) = try ask(
        bench, .command(.fileSend(to: contact, path: "/srv/r\u{202E}.pdf")))
    else {
      Issue.record("it was refused")
      return
    }
    let file = try #require(try files(bench).first)
    #expect(file.id == number && file.state == .waiting && file.name == "r.pdf")
    #expect(bench.network.takeWords().contains { $0.hasPrefix("copy \(number)") })
    for (command, part) in [
      (FileSendCommand.fileSend(to: contact, path: "report.pdf"), "absolute"),
      (.fileSend(to: contact, stored: number), "can't be sent"),
      (.fileSend(to: contact, stored: 99), "There is no file 99"),
      (.fileSend(to: contact, path: "/a", lifetime: 1), "366 days"),
    ] {
      guard case .failed(let sentence, _, _) = try ask(bench, .command(command)) else {
        Issue.record("\(part)")
        continue
      }
      #expect(sentence.contains(part))
    }
    #expect(try ask(bench, .command(.fileCancel(number))) == .done)
    #expect(try files(bench).first?.state == .ended)
  }
}

extension [FileSummary] {
  fileprivate var pair: (FileSummary, FileSummary)? { count == 2 ? (self[0], self[1]) : nil }
}
