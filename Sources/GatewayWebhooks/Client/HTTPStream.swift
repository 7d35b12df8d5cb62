import CCurl

/// An answer that is read while it comes. Nothing is read from the connection between two calls, so
/// that what is not asked for waits at the server. Used by one thread at a time.
package final class HTTPStream {
  private let exchange: HTTPExchange
  private let multi: OpaquePointer
  private var isEnded = false

  init(_ exchange: HTTPExchange) throws(HTTPClientFailure) {
    guard let multi = curl_multi_init() else { throw HTTPExchange.noMemory }
    self.exchange = exchange
    self.multi = OpaquePointer(multi)
    guard curl_multi_add_handle(multi, exchange.handle.easy) == CURLM_OK else {
      throw HTTPExchange.noMemory
    }
  }

  deinit {
    let multi = UnsafeMutableRawPointer(multi)
    curl_multi_remove_handle(multi, exchange.handle.easy)
    curl_multi_cleanup(multi)
  }

  /// 0 before the answer's header is there.
  package var status: Int { exchange.status }

  /// Waits for bytes of the answer.
  ///
  /// - Returns: none where none came in time; nil at the end.
  package func receive(within limit: Duration) throws(HTTPClientFailure) -> [UInt8]? {
    let end = ContinuousClock.now + limit
    while true {
      try advance()
      let bytes = exchange.take()
      if !bytes.isEmpty { return bytes }
      if isEnded { return nil }
      let left = end - .now
      guard left > .zero else { return [] }
      // Rounded up: a call that waits for less than a millisecond would spin.
      let milliseconds = Int32((min(left, .seconds(1)) / .milliseconds(1)).rounded(.up))
      curl_multi_poll(UnsafeMutableRawPointer(multi), nil, 0, milliseconds, nil)
    }
  }

  private func advance() throws(HTTPClientFailure) {
    guard !isEnded else { return }
    let multi = UnsafeMutableRawPointer(multi)
    var running: Int32 = 0
    guard curl_multi_perform(multi, &running) == CURLM_OK else { throw HTTPExchange.noMemory }
    var easy: UnsafeMutableRawPointer?
    var code = CURLE_OK
    while ccurl_multi_take_finished(multi, &easy, &code) {
      isEnded = true
      try exchange.check(code)
    }
  }
}
