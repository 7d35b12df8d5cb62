import Dispatch
import Glibc
import Synchronization

/// What SIGHUP means for a program that goes on: the terminal on which it was started was closed,
/// so it ends as by SIGTERM; or, where there never was one, the owner has changed its files.
enum Hangup {
  /// SIGHUP, where it ends a program. Not under `nohup`, which has it ignored.
  static let endingSignals: [Int32] = hasTerminal && !isIgnored ? [SIGHUP] : []

  /// From now on SIGHUP does nothing, unless it is one of the `endingSignals`, which are waited
  /// for: ignored, those would not come.
  static func outlive() {
    if endingSignals.isEmpty { signal(SIGHUP, SIG_IGN) }
  }

  /// An element for each SIGHUP from now on, where it does not end the program. Those that come
  /// before the first is waited for, as while a bot starts, are one element.
  static func reloads() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Void.self, bufferingPolicy: .bufferingNewest(1))
    guard !hasTerminal else {
      continuation.finish()
      return stream
    }
    followed.withLock { followed in
      followed = SignalSources([SIGHUP], on: .global()) { _ in continuation.yield() }
    }
    return stream
  }

  /// A source that is not retained reports no signal.
  private static let followed = Mutex<SignalSources?>(nil)

  private static let hasTerminal = ControllingTerminal.isThere

  private static let isIgnored: Bool = {
    var action = sigaction()
    guard sigaction(SIGHUP, nil, &action) == 0 else { return false }
    let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    return handler == unsafeBitCast(SIG_IGN, to: Int.self)
  }()
}
