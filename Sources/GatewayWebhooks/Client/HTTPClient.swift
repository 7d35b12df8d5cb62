import CCurl
import Synchronization

/// A client of one HTTP server whose calls wait for the answer: for commands, not for webhooks.
///
/// It follows no redirect, asks no proxy, and keeps connections for the next calls.
package final class HTTPClient: Sendable {
  /// 16 MiB.
  package static let answerBytesMax = 1 << 24
  static let connectMilliseconds = 10_000
  /// Longer than the server waits for an event.
  private static let answerMilliseconds = 90_000

  private let server: HTTPServer
  /// Those that are not in use.
  private let idle = Mutex<[HTTPExchange]>([])

  package init(_ server: HTTPServer) { self.server = server }

  /// Sends a request and waits for the whole answer. From any thread.
  package func answer(to request: HTTPClientRequest) throws(HTTPClientFailure) -> HTTPClientAnswer {
    let exchange: HTTPExchange
    if let kept = idle.withLock({ $0.popLast() }) {
      exchange = kept
    } else {
      exchange = try HTTPExchange(server)
    }
    try exchange.prepare(request, milliseconds: Self.answerMilliseconds)
    let answer = try exchange.perform()
    idle.withLock { $0.append(exchange) }
    return answer
  }

  /// Sends a request whose answer is read while it comes.
  package func stream(of request: HTTPClientRequest) throws(HTTPClientFailure) -> HTTPStream {
    let exchange = try HTTPExchange(server)
    try exchange.prepare(request, milliseconds: 0)
    return try HTTPStream(exchange)
  }
}

/// A server, and what is trusted to be it.
package struct HTTPServer: Sendable {
  /// "https://example.org:8443/bot", without a slash at its end.
  package let url: String
  let address: ReceiverAddress
  /// In PEM; nil: what the system trusts.
  let authorities: [UInt8]?

  /// - Returns: nil for what is no URL of an HTTP server, or has a login, a query or a fragment.
  package init?(url: String, authorities: [UInt8]? = nil) {
    guard let address = ReceiverAddress(url: url), [.https, .http].contains(address.scheme),
      !url.utf8.contains(where: { [0x3F, 0x23, 0x40].contains($0) })
    else { return nil }
    self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
    self.address = address
    self.authorities = authorities
  }

  /// Whether what is sent to it is encrypted, or stays on this machine.
  package var isPrivate: Bool { address.isEncrypted || address.isLoopback }

  /// "example.org:8443"
  package var place: String { "\(address.host):\(address.port)" }
}

package struct HTTPClientRequest: Sendable {
  /// "GET" or "POST" and so on.
  package var method: String
  /// The path, and the query where there is one.
  package var target: String
  /// Lines of the header without their ends.
  package var fields: [String]
  package var body: [UInt8]?

  package init(method: String, target: String, fields: [String], body: [UInt8]? = nil) {
    self.method = method
    self.target = target
    self.fields = fields
    self.body = body
  }
}

package struct HTTPClientAnswer: Sendable {
  package var status: Int
  package var body: [UInt8]

  package init(status: Int, body: [UInt8]) {
    self.status = status
    self.body = body
  }
}

/// Why there is no answer: one sentence, which names neither path nor token.
package struct HTTPClientFailure: Error, Hashable, CustomStringConvertible {
  package let description: String

  package init(_ sentence: String) { description = sentence }
}
