import GatewayCore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayEngine

/// Clients that wait for receipts that may never come.
@Suite struct `Waiting for receipts` {
  @Test func `a client that waits for a contact that is removed is told so`() throws {
    let contact = ContactReference(hex(1))
    for command: any Command in [.contactRemove(contact), .contactBlock(contact)] {
      let bench = try WorkerBench(nil)
      try bench.befriend(1)
      try bench.befriend(2)
      let answers = Mutex<[String: Reply]>([:])
      for number in 1...2 as ClosedRange<UInt8> {
        bench.receive(
          .control(.command(.send(ContactReference(hex(number)), text: "hello", keep: false))) {
            answer in
            answers.withLock { $0["\(number)"] = answer }
          })
      }
      bench.receive(.control(.command(command)) { _ in })
      let told = answers.withLock { $0 }
      guard case .failed? = told["1"] else {
        Issue.record("\(told)")
        return
      }
      #expect(told["2"] == nil)
    }
  }

  @Test func `beyond a limit the oldest wait no longer`() {
    var waiters = ReceiptWaiters()
    var dropped = 0
    let count = ReceiptWaiters.countMax + 1
    for number in 1...count {
      let overdue = waiters.add(OutboxID(Int64(number)), of: key(1)) { _ in }
      dropped += overdue.count
      #expect(overdue.isEmpty || number == count)
    }
    #expect(dropped > 0)
    #expect(waiters.take(OutboxID(1)) == nil)
    #expect(waiters.take(OutboxID(Int64(count))) != nil)
  }
}
