import Testing

@testable import Gateway

/// The queue in which inputs wait for the worker.
@Suite struct `The input queue of the worker` {
  @Test func `elements that are not urgent wait for an urgent one, and keep their place`() {
    let queue = InputQueue<Int>()
    queue.post([1], .later)
    queue.post([2])
    queue.post([3], .later)
    #expect(queue.take(waitingAtMost: nil) == [1, 2, 3])
  }

  @Test func `elements that are not urgent are taken when the time is over`() {
    let queue = InputQueue<Int>()
    queue.post([1], .later)
    #expect(queue.take(waitingAtMost: 0) == [1])
    #expect(queue.take(waitingAtMost: 0) == [])
  }

  @Test func `elements that may wait for others are taken at once, or so many at a time`() {
    let queue = InputQueue<Int>()
    queue.post([1], .together)
    #expect(queue.take(waitingAtMost: nil) == [1])
    queue.post([2], .together)
    #expect(queue.take(2, waitingAtMost: 0) == [2])
    queue.post([3], .together)
    queue.post([4], .together)
    #expect(queue.take(2, waitingAtMost: nil) == [3, 4])
  }

  @Test func `an urgent element waits for none of those that are gathered`() async {
    let queue = InputQueue<Int>()
    queue.post([1], .together)
    queue.post([2])
    #expect(queue.take(10, waitingAtMost: nil) == [1, 2])
  }

  @Test func `one who gathers is woken by the last that is awaited, from another thread`() async {
    let queue = InputQueue<Int>()
    async let taken = Task.detached { queue.take(100, waitingAtMost: nil) }.value
    for number in 1...100 { queue.post(number, .together) }
    #expect(await taken == Array(1...100))
  }
}
