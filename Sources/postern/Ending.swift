import Dispatch
import Glibc
import Synchronization

/// The first signal that ends a command. A second one ends the process at once: what was
/// acknowledged is on the disk. Not so SIGHUP, which shell and kernel both send for one terminal.
final class Ending: Sendable {
  private let sources: SignalSources
  private let stream: AsyncStream<Void>

  init(_ numbers: [Int32] = [SIGINT, SIGTERM] + Hangup.endingSignals) {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    self.stream = stream
    let isAsked = Mutex(false)
    sources = SignalSources(numbers, on: DispatchQueue(label: "signals")) { number in
      if number != SIGHUP, isAsked.withLock({ $0 }) { _exit(128 + number) }
      isAsked.withLock { $0 = true }
      continuation.yield()
    }
    signal(SIGPIPE, SIG_IGN)
    Self.all.withLock { $0.append(self) }
  }

  func wait() async {
    for await _ in stream { break }
  }

  /// A source that is not retained reports no second signal.
  private static let all = Mutex<[Ending]>([])
}
