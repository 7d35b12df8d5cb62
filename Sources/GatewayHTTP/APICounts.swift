import Synchronization

/// Why a request or a connection was refused.
package enum APIRefusal: String, Hashable, Sendable, CaseIterable {
  /// Without a valid token.
  case token
  /// Its token lacks a scope.
  case scope
  /// Its Host is not one of this server.
  case host
  /// Not HTTP, or its header is too large.
  case header
  /// Its body is too large.
  case body
  /// Its header or body took too long, or it does not read the answer.
  case slow
  /// Its path, its query or its body is not of a request that is known.
  case request
}

/// Counts what the server answered and refused.
package final class APICounts: Sendable {
  package struct Values: Hashable, Sendable {
    /// Open connections.
    package var connections: Int64 = 0
    package var answered: Int64 = 0
    package var refused: [APIRefusal: Int64] = [:]
  }

  private let values = Mutex(Values())

  package init() {}

  package var current: Values { values.withLock(\.self) }

  func connected() { values.withLock { $0.connections += 1 } }

  func disconnected() { values.withLock { $0.connections -= 1 } }

  func answered() { values.withLock { $0.answered += 1 } }

  func refused(_ reason: APIRefusal) { values.withLock { $0.refused[reason, default: 0] += 1 } }
}
