import Foundation

/// Lets a signal end the process only after something was cleared away.
final class Interruption: @unchecked Sendable {
  // Dispatch sources may be used from any thread.
  private let sources: [any DispatchSourceSignal]

  private static let signals = [SIGHUP, SIGINT, SIGTERM]

  init(clearing: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "interruption")
    sources = Self.signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        clearing()
        _exit(128 + number)
      }
      source.resume()
      return source
    }
  }

  /// Signals end the process again as ever.
  func end() {
    for source in sources { source.cancel() }
    for number in Self.signals { signal(number, SIG_DFL) }
  }
}
