import Dispatch
import Glibc

/// Signals that are handled on a queue instead of ending or stopping the process. Held as long as
/// they are to be handled.
final class SignalSources: @unchecked Sendable {
  // Dispatch sources may be used from any thread.
  private let sources: [any DispatchSourceSignal]
  private let numbers: [Int32]

  init(
    _ numbers: [Int32], on queue: DispatchQueue, handler: @escaping @Sendable (Int32) -> Void
  ) {
    self.numbers = numbers
    sources = numbers.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { handler(number) }
      source.resume()
      return source
    }
  }

  /// The signals have their default effect again.
  func end() {
    for source in sources { source.cancel() }
    for number in numbers { signal(number, SIG_DFL) }
  }
}
