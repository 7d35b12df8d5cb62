import NIOCore

/// A time limit of a connection that is set anew with each request: the loop's timer is touched
/// only where it would fire too late.
///
/// All of it happens on the connection's event loop.
final class Deadline {
  private let loop: any EventLoop
  /// nil where nothing is awaited.
  private var due: NIODeadline?
  private var timer: (at: NIODeadline, task: Scheduled<Void>)?
  private var isOver: () -> Void = {}

  init(on loop: any EventLoop) { self.loop = loop }

  /// - Parameter isOver: called once, unless the deadline is set anew or cancelled before.
  func set(in time: TimeAmount, _ isOver: @escaping () -> Void) {
    let due = loop.now + time
    self.due = due
    self.isOver = isOver
    if let timer {
      guard timer.at > due else { return }
      timer.task.cancel()
    }
    schedule(at: due)
  }

  /// The timer goes on: most deadlines are set again soon.
  func cancel() {
    due = nil
    isOver = {}
  }

  /// Lets go of the timer: the connection is gone.
  func end() {
    cancel()
    timer?.task.cancel()
    timer = nil
  }

  private func schedule(at time: NIODeadline) {
    let bound = NIOLoopBound(self, eventLoop: loop)
    timer = (time, loop.scheduleTask(deadline: time) { bound.value.fired() })
  }

  private func fired() {
    timer = nil
    guard let due else { return }
    guard due <= loop.now else { return schedule(at: due) }
    let isOver = isOver
    cancel()
    isOver()
  }
}
