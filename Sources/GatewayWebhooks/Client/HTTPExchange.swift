import CCurl

/// A request and its answer, over a handle of its own. Used by one thread at a time.
final class HTTPExchange: @unchecked Sendable {
  let handle: CurlHandle
  private let server: HTTPServer
  private var fields: UnsafeMutablePointer<curl_slist>?
  /// curl reads it where it is.
  private var body: UnsafeMutableBufferPointer<UInt8>?
  private var received: [UInt8] = []
  private var isTooLong = false

  init(_ server: HTTPServer) throws(HTTPClientFailure) {
    guard CurlHandle.isLibraryReady, let easy = curl_easy_init() else { throw Self.noMemory }
    handle = CurlHandle(easy: easy)
    self.server = server
  }

  deinit {
    curl_easy_cleanup(handle.easy)
    curl_slist_free_all(fields)
    body?.deallocate()
  }

  static let noMemory = HTTPClientFailure("There is no memory for a connection.")

  /// - Parameter milliseconds: for all of it; 0 for no limit.
  func prepare(_ request: HTTPClientRequest, milliseconds: Int) throws(HTTPClientFailure) {
    received = []
    isTooLong = false
    guard setConnection(milliseconds), setContent(of: request), setCallback() else {
      throw HTTPClientFailure("curl does not take the request.")
    }
  }

  func perform() throws(HTTPClientFailure) -> HTTPClientAnswer {
    try check(curl_easy_perform(handle.easy))
    return HTTPClientAnswer(status: status, body: take())
  }

  /// 0 before the answer's header is there.
  var status: Int { handle.number(CURLINFO_RESPONSE_CODE) }

  /// The bytes that have come since it was asked before.
  func take() -> [UInt8] {
    defer { received = [] }
    return received
  }

  func check(_ code: CURLcode) throws(HTTPClientFailure) {
    guard code != CURLE_OK else { return }
    throw HTTPClientFailure(sentence(code))
  }

  private func sentence(_ code: CURLcode) -> String {
    let place = server.place
    return switch code {
    case CURLE_COULDNT_CONNECT: "Nothing listens at \(place), or the way to it is closed."
    case CURLE_COULDNT_RESOLVE_HOST: "The name of \(place) has no address."
    case CURLE_PEER_FAILED_VERIFICATION:
      CertificateFault(handle.easy).sentence(
        of: "The server", asking: "--authority", at: "the URL")
    case CURLE_SSL_CACERT_BADFILE: "The file of --authority holds no certificate in PEM."
    case CURLE_OPERATION_TIMEDOUT: "\(place) did not answer in time."
    case CURLE_WRITE_ERROR where isTooLong: "The answer of \(place) is too long."
    default: "\(place): \(String(cString: curl_easy_strerror(code)).trimmingSuffix("."))."
    }
  }

  private func setConnection(_ milliseconds: Int) -> Bool {
    var isSet =
      handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
      && handle.set(CURLOPT_FOLLOWLOCATION, 0)
      // Set even when empty: else curl looks into http_proxy and its like.
      && handle.set(CURLOPT_PROXY, "")
      && handle.set(CURLOPT_NOSIGNAL, 1)
      && handle.set(CURLOPT_TCP_KEEPALIVE, 1)
      && handle.set(CURLOPT_CONNECTTIMEOUT_MS, HTTPClient.connectMilliseconds)
      && handle.set(CURLOPT_TIMEOUT_MS, milliseconds)
    if let authorities = server.authorities {
      isSet = isSet && handle.set(CURLOPT_CAINFO_BLOB, authorities)
    }
    return isSet
  }

  private func setContent(of request: HTTPClientRequest) -> Bool {
    curl_slist_free_all(fields)
    fields = nil
    // An empty one: curl waits a second for a "100 Continue" that not every server sends.
    for field in request.fields + ["Expect:"] { fields = curl_slist_append(fields, field) }
    body?.deallocate()
    body = nil
    guard handle.set(CURLOPT_URL, server.url + request.target),
      handle.set(CURLOPT_HTTPHEADER, list: fields)
    else { return false }
    guard let bytes = request.body else {
      return handle.set(CURLOPT_HTTPGET, 1) && handle.set(CURLOPT_CUSTOMREQUEST, request.method)
    }
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    _ = copy.update(fromContentsOf: bytes)
    body = copy
    return handle.set(CURLOPT_POST, 1) && handle.set(CURLOPT_CUSTOMREQUEST, request.method)
      && handle.set(CURLOPT_POSTFIELDSIZE, bytes.count)
      && handle.set(CURLOPT_POSTFIELDS, pointer: copy.baseAddress)
  }

  private func setCallback() -> Bool {
    handle.set(CURLOPT_WRITEDATA, pointer: Unmanaged.passUnretained(self).toOpaque())
      && handle.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
        let bytes = UnsafeRawBufferPointer(start: bytes, count: size * count)
        let exchange = Unmanaged<HTTPExchange>.fromOpaque(context!).takeUnretainedValue()
        return exchange.add(bytes) ? bytes.count : 0
      }
  }

  private func add(_ bytes: UnsafeRawBufferPointer) -> Bool {
    isTooLong = received.count + bytes.count > HTTPClient.answerBytesMax
    if !isTooLong { received.append(contentsOf: bytes) }
    return !isTooLong
  }
}
