import NIOCore
import ToxCore

/// One armed timer for the node's next wake.
///
/// A node moves its next wake with nearly every packet, most often to later. Arming anew each time
/// would cost more than the packet; so a timer that would fire too early is left armed, and checks
/// again when it fires.
struct WakeTimer {
  private var wanted: Instant?
  private var armed: (at: Instant, task: Scheduled<Void>)?

  /// Asks for a wake at `instant`, or for none; arms the timer through `schedule` if the armed one
  /// would come too late.
  mutating func want(_ instant: Instant?, schedule: (Instant) -> Scheduled<Void>) {
    wanted = instant
    guard let instant else { return }
    if let armed, armed.at <= instant { return }
    armed?.task.cancel()
    armed = (instant, schedule(instant))
  }

  /// The armed timer fired.
  ///
  /// - Returns: whether the node's time has come; if not, it is armed anew.
  mutating func fired(now: Instant, schedule: (Instant) -> Scheduled<Void>) -> Bool {
    armed = nil
    guard let wanted else { return false }
    if wanted <= now { return true }
    want(wanted, schedule: schedule)
    return false
  }

  mutating func cancel() {
    armed?.task.cancel()
    armed = nil
    wanted = nil
  }
}
