import Foundation

/// Lets a signal end the process only after something was cleared away.
final class Interruption: Sendable {
  private let sources: SignalSources

  init(clearing: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "interruption")
    sources = SignalSources([SIGHUP, SIGINT, SIGTERM], on: queue) { number in
      clearing()
      _exit(128 + number)
    }
  }

  /// Signals end the process again as ever.
  func end() { sources.end() }
}
