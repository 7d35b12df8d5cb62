import GatewayCore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayStore

/// A disk that refuses: everything waits, nothing is ticked, nothing is lost or handled twice.
@Suite struct DiskTests {
  private static let rules = """
    webhook "out" { url = secret "URL" }
    on("message", function(message)
      message:keep()
      message:reply("re " .. message.text)
      message:forward("out")
    end)
    """

  private func officeAndDisk() throws -> (Office, TestDisk) {
    let directory = try Office.Directory()
    let disk = try TestDisk(under: directory)
    let office = try Office(Self.rules, in: directory)
    try office.befriend(1)
    try office.befriend(2)
    return (office, disk)
  }

  @Test(arguments: [TestDisk.Fault.full, .writing, .syncing])
  func `What the disk refuses is not ticked, and is handled once when the disk works again`(
    fault: TestDisk.Fault
  ) throws {
    let (office, disk) = try officeAndDisk()
    let batch = [message("one", by: 1, at: 1), message("two", by: 2, at: 1)]
    disk.set(fault)
    for _ in 0..<3 {
      let isCommitted = office.worker.handle(batch.map(WorkerInput.network))
      #expect(!isCommitted)
    }
    #expect(office.network.takeWords() == [])
    #expect(office.web.bodies == [])
    #expect(office.reports.lines("store_error").count == 3)
    #expect(office.reports.lines("message") == [])

    disk.set(nil)
    office.receive(batch[0], batch[1], message("three", by: 1, at: 2))
    #expect(
      office.network.takeWords() == [
        "consume 1 1", "consume 2 1", "consume 1 2", "send 1 re one", "send 2 re two",
        "send 1 re three",
      ])
    #expect(try office.inbox() == ["one", "two", "three"])
    #expect(office.web.bodies.count == 3)
    #expect(try office.store.check() == [])
  }

  @Test func `The owner is answered while the disk refuses one batch after the other`() throws {
    let (office, disk) = try officeAndDisk()
    disk.set(.full)
    let mailbox = office.worker.mailbox
    let answers = Mutex<[Reply]>([])
    mailbox.post(.network(message("waits")))
    for request: ApplicationRequest in [
      .query(.contactList), .query(.status),
      .command(.contactNote(ContactReference("nobody"), note: "x")),
      .command(.contactNote(ContactReference(key(1).hexadecimal), note: "x")),
      .query(.contactList),
    ] {
      mailbox.post(.control(request) { answer in answers.withLock { $0.append(answer) } })
    }
    mailbox.post(.stop)
    office.worker.run()

    let all = answers.withLock { $0 }
    try #require(all.count == 5)
    guard case .contacts(let before) = all[0], case .contacts(let after) = all[4] else {
      Issue.record("\(all)")
      return
    }
    #expect(before.count == 2 && after == before)
    #expect(
      all[2]
        == .failed("There is no contact \"nobody\": `postern contact list` names them."))
    #expect(all[3] == .failed(StoreError.full.description))
    #expect(office.network.takeWords() == [])
    #expect(office.reports.lines("store_error").count >= 1)
  }

  @Test func `A commit that failed and is on the disk after all is handled once`() throws {
    let (office, disk) = try officeAndDisk()
    disk.set(.syncing)
    let isCommitted = office.worker.handle([.network(message("hello"))])
    #expect(!isCommitted && office.network.takeWords() == [])

    // Killed before the next attempt: the journal's end reached the file although the sync failed.
    let again = try Office(Self.rules, in: disk.killProcess())
    #expect(try again.inbox() == ["hello"])
    again.receive(.online(key(1)))
    again.say("hello")
    #expect(try again.inbox() == ["hello"])
    #expect(again.network.takeWords() == ["send 1 re hello", "consume 1 1"])
    #expect(again.web.bodies.count == 1)
  }

  @Test func `A result that the disk refuses is stored later, and nothing is posted again`() throws
  {
    let (office, disk) = try officeAndDisk()
    office.web.holdResults()
    office.say("hello")
    #expect(office.web.bodies.count == 1)
    disk.set(.full)
    office.web.releaseResults()
    let results = office.worker.mailbox.take(waitingAtMost: 0)
    #expect(results.count == 1)
    let isStored = office.worker.handle(results)
    #expect(!isStored)
    disk.set(nil)
    let isStoredNow = office.worker.handle(results)
    #expect(isStoredNow)
    office.wait(seconds: 3_600)
    #expect(office.web.bodies.count == 1)
    #expect(office.reports.lines("delivery").count == 1)
  }
}
