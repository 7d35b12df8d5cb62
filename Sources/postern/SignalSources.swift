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
    let registered = DispatchGroup()
    sources = numbers.map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { handler(number) }
      registered.enter()
      source.setRegistrationHandler { registered.leave() }
      source.resume()
      return source
    }
    // Registration is asynchronous and takes the signal over from its present effect: one that
    // comes before is not handled later.
    registered.wait()
  }

  /// The signals have their default effect again.
  func end() {
    for source in sources { source.cancel() }
    for number in numbers { signal(number, SIG_DFL) }
  }
}
