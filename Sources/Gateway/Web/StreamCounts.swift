import Synchronization

/// The open streams of the web inbox.
final class StreamCounts: Sendable {
  /// Of one session: a browser has six connections to one server.
  static let ofSessionMax = 4
  static let countMax = 256

  private let counts = Mutex<[Int64: Int]>([:])

  /// - Returns: what ends it; nil where there are too many.
  func begin(of session: Int64) -> (@Sendable () -> Void)? {
    let isFree = counts.withLock { counts in
      guard counts[session, default: 0] < Self.ofSessionMax,
        counts.values.reduce(0, +) < Self.countMax
      else { return false }
      counts[session, default: 0] += 1
      return true
    }
    guard isFree else { return nil }
    return { [self] in
      counts.withLock { counts in
        counts[session, default: 1] -= 1
        if counts[session] == 0 { counts[session] = nil }
      }
    }
  }

  var count: Int { counts.withLock { $0.values.reduce(0, +) } }
}
