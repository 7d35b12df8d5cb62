import Glibc
import Synchronization

/// Kills a process when something was seen often enough. The observer calls `note`, on a thread of
/// its own, and the kill happens there at once.
final class KillSwitch: Sendable {
  private struct Armed {
    var process: pid_t
    var sight: KillInstant.Sight
    var remaining: Int
    var pause: UInt32
  }
  private let armed = Mutex<Armed?>(nil)

  func arm(_ process: pid_t, at sight: KillInstant.Sight, count: Int, microseconds: Int) {
    armed.withLock {
      $0 = Armed(
        process: process, sight: sight, remaining: count, pause: UInt32(microseconds))
    }
  }

  func disarm() { armed.withLock { $0 = nil } }

  func note(_ sight: KillInstant.Sight) {
    armed.withLock { armed in
      guard armed?.sight == sight else { return }
      armed?.remaining -= 1
      guard let ready = armed, ready.remaining <= 0 else { return }
      usleep(ready.pause)
      _ = kill(ready.process, SIGKILL)
      armed = nil
    }
  }
}
