import Testing

@testable import Gateway

/// The queue in which inputs wait for the worker.
@Suite struct `The input queue of the worker` {
  @Test func `elements that are not urgent wait for an urgent one, and keep their place`() {
    let queue = InputQueue<Int>()
    queue.post([1], isUrgent: false)
    queue.post([2])
    queue.post([3], isUrgent: false)
    #expect(queue.take(waitingAtMost: nil) == [1, 2, 3])
  }

  @Test func `elements that are not urgent are taken when the time is over`() {
    let queue = InputQueue<Int>()
    queue.post([1], isUrgent: false)
    #expect(queue.take(waitingAtMost: 0) == [1])
    #expect(queue.take(waitingAtMost: 0) == [])
  }
}
