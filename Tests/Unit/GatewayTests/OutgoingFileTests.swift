import GatewayCore
import GatewayTestSupport
import Testing
import ToxCore

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore
@testable import ToxSimulation

/// Files for contacts: copied, offered whenever the contact is there, and done when it has them.
@Suite struct `Files for contacts` {
  private static let rules = """
    on("message", function(message)
      message.contact:send_file(message.text, { name = "report.pdf" })
    end)
    on("file_sent", function(file) log("sent " .. file.name) end)
    on("file_failed", function(file) log("failed " .. file.failure) end)
    """

  private func bench(_ rules: String = rules) throws -> WorkerBench {
    let bench = try WorkerBench(rules)
    try bench.befriend(1)
    _ = bench.network.takeWords()
    return bench
  }

  private func files(_ bench: WorkerBench) throws -> [FileItem] {
    try bench.store.read { reader throws(StoreError) in
      try reader.files(FileFilter()).reversed()
    }
  }

  private func begin(_ bench: WorkerBench, size: UInt64 = 10) throws -> MessageID {
    bench.say("/srv/x")
    let id = try #require(try files(bench).last?.id)
    bench.receive(.file(id, .copied(size: size, digest: [1], type: "text/plain")))
    return id
  }

  @Test func `a file is copied, offered, and done when the contact has it`() throws {
    let bench = try bench()
    bench.say("/srv/x")
    let id = try #require(try files(bench).first?.id)
    #expect(
      bench.network.takeWords().last == "copy \(id.rawValue) of path(\"/srv/x\")")
    bench.receive(.file(id, .copied(size: 10, digest: [1], type: "text/plain")))
    #expect(bench.network.takeWords() == ["offer 1 report.pdf 10"])
    bench.receive(.file(id, .taken), .file(id, .progress(5)), .file(id, .sent))
    #expect(bench.network.takeWords() == ["discard \(id.rawValue)"], "the copy goes")
    #expect(try files(bench).first?.state == .whole)
    #expect(bench.reports.lines("log").contains { $0.contains("sent report.pdf") })
    #expect(bench.reports.lines("file").contains { $0.contains(#""position":5"#) })
  }

  @Test func `it is offered at each return until the contact has it, after a restart too`() throws {
    let bench = try bench()
    let id = try begin(bench)
    bench.receive(.file(id, .taken), .offline(key(1)))
    _ = bench.network.takeWords()
    bench.receive(.online(key(1)))
    #expect(bench.network.takeWords() == ["offer 1 report.pdf 10"])
    let again = try bench.restarted(Self.rules)
    again.receive(.online(key(1)))
    #expect(again.network.takeWords() == ["offer 1 report.pdf 10"])
  }

  @Test func `a copy that a crash cut short is made again`() throws {
    let bench = try bench()
    bench.say("/srv/x")
    let id = try #require(try files(bench).first?.id)
    let again = try bench.restarted(Self.rules)
    again.receive(.connection(.announced))
    #expect(again.network.takeWords() == ["copy \(id.rawValue) of path(\"/srv/x\")"])
  }

  @Test func `what the contact refuses is over, and so is what can't be read`() throws {
    let bench = try bench()
    let refused = try begin(bench)
    bench.receive(.file(refused, .failed(.cancelledByContact)))
    let cancelled = try begin(bench)
    bench.receive(.file(cancelled, .taken), .file(cancelled, .failed(.cancelledByContact)))
    bench.say("/srv/missing", at: 3)
    let missing = try #require(try files(bench).last?.id)
    bench.receive(.file(missing, .notCopied(.unreadable)))
    #expect(try files(bench).map(\.state) == [.refused, .ended, .ended])
    #expect(
      bench.reports.lines("log").map { $0.contains("failed unreadable") }
        == [false, false, true])
  }

  @Test func `only some are offered at once, the next when one is done`() throws {
    let bench = try bench()
    var ids: [MessageID] = []
    for number in 0..<10 {
      bench.say("/srv/\(number)", at: UInt32(number + 1))
      let id = try #require(try files(bench).last?.id)
      bench.receive(.file(id, .copied(size: 10, digest: [1], type: nil)))
      ids.append(id)
    }
    let offers = bench.network.takeWords().count { $0.hasPrefix("offer") }
    #expect(offers == FileTraffic.outgoingMax)
    bench.receive(.file(ids[0], .sent))
    #expect(bench.network.takeWords().count { $0.hasPrefix("offer") } == 1)
  }

  @Test func `an offer for which there is no room is made again`() throws {
    let bench = try bench()
    let id = try begin(bench)
    _ = bench.network.takeWords()
    bench.receive(.file(id, .notOffered))
    #expect(bench.network.takeWords() == [])
    #expect(bench.worker.engine.timeToWait == FileTraffic.retryDelay)
    bench.wait(seconds: 5)
    #expect(bench.network.takeWords() == ["offer 1 report.pdf 10"])
  }

  @Test func `a file that is too old is not sent any more`() throws {
    let bench = try bench(
      """
      on("message", function(message)
        message.contact:send_file("/srv/x", { expires = "1m" })
      end)
      """)
    let id = try begin(bench)
    _ = bench.network.takeWords()
    bench.wait(seconds: 59)
    #expect(try files(bench).first?.state == .waiting)
    bench.wait(seconds: 2)
    #expect(bench.network.takeWords() == ["discard \(id.rawValue)"])
    #expect(try files(bench).first?.failure == .expired)
  }
}

/// What the disk reads of a file, and a node that waits for it.
@Suite struct `Bytes that were read for a contact` {
  @Test func `go to the transfer that asked for them alone`() throws {
    let directory = try TestDirectory()
    var simulation = Simulation(seed: 7)
    let (bot, person) = (simulation.addNode("bot"), simulation.addNode("person"))
    simulation.bootstrap(bot, through: person)
    simulation.add(person, to: bot, request: nil)
    simulation.add(bot, to: person, request: nil)
    let key = simulation.publicKey(of: person)
    let isOnline = simulation.run(within: .seconds(300)) {
      $0.person(bot).contact(key)?.isOnline == true
        && $0.person(person).contact($0.publicKey(of: bot))?.isOnline == true
    }
    #expect(isOnline)
    let contact = simulation.person(bot).contact(key)
    let friend = try #require(contact?.friend)

    var files = OutgoingFiles(from: FileDisk(FileFolder(try Home(path: directory.path))))
    let file = OutgoingFile(
      id: MessageID(1), contact: ContactKey(bytes: [UInt8](repeating: 1, count: 32)), name: "f",
      size: 3, fileID: [UInt8](repeating: 2, count: 32))
    simulation.perform(on: bot) { node, now in
      _ = files.offer(file, to: friend, on: &node, now: now)
    }
    func taken(_ simulation: borrowing Simulation) -> FileTransferID? {
      simulation.log.lazy.compactMap {
        if case .fileAccepted(let transfer, _) = $0.event { transfer } else { nil }
      }.first
    }
    func isSent(_ simulation: borrowing Simulation) -> Bool {
      simulation.log.contains { if case .fileSent = $0.event { true } else { false } }
    }
    let isTaken = simulation.run(within: .seconds(60)) { taken($0) != nil }
    #expect(isTaken)
    let found = taken(simulation)
    let transfer = try #require(found)
    _ = files.read(transfer, count: 3, at: 0)
    for (position, bytes) in [(7, [9, 9, 9]), (0, [1, 2, 3])] as [(UInt64, [UInt8])] {
      let wasSent = isSent(simulation)
      #expect(!wasSent)
      let isFailure = simulation.perform(on: bot) { node, now in
        files.write(bytes, of: file.id, at: position, on: &node, now: now) != nil
      }
      #expect(isFailure == false)
      simulation.run(for: .seconds(10))
    }
    let wasSent = isSent(simulation)
    #expect(wasSent)
  }
}
