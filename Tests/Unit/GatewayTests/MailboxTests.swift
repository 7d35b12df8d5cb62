import Testing

@testable import Gateway

/// Where events wait for the worker.
@Suite struct `The mailbox of the worker` {
  @Test func `what is not urgent waits for what is, and keeps its place`() {
    let mailbox = Mailbox<Int>()
    mailbox.post([1], isUrgent: false)
    mailbox.post([2])
    mailbox.post([3], isUrgent: false)
    #expect(mailbox.take(waitingAtMost: nil) == [1, 2, 3])
  }

  @Test func `what is not urgent is taken when the time has come`() {
    let mailbox = Mailbox<Int>()
    mailbox.post([1], isUrgent: false)
    #expect(mailbox.take(waitingAtMost: 0) == [1])
    #expect(mailbox.take(waitingAtMost: 0) == [])
  }
}
