import CCurl
import GatewayCore

/// One request under way: curl's handle for it and what the answer has told so far.
final class Transfer {
  let easy: UnsafeMutableRawPointer
  private(set) var job: CourierJob
  /// What it has while it rests.
  private var nothing: CourierJob?
  private let address: ReceiverAddress
  private let mail: MailDialogue?
  let dialogue: MailTrace?
  private let responseBytesMax: Int
  private let isProxied: Bool
  /// Header fields, or the recipients of a mail.
  private var headerList: UnsafeMutablePointer<curl_slist>?
  /// Where to connect to instead of to the URL's host.
  private var placeList: UnsafeMutablePointer<curl_slist>?
  private let gate: AddressGate
  /// The parts of a request with a file.
  private var parts: OpaquePointer?
  private var headerBytes = 0
  private var headerFields = ResponseFields()
  private var body: [UInt8] = []
  /// The final header (not that of a 1xx) came whole: the receiver has decided.
  private var hasFinalHeader = false

  init(
    _ job: CourierJob, limits: CourierLimits, route: CourierRoute
  ) throws(TransferRefusal) {
    guard let address = ReceiverAddress(url: job.request.url), let easy = curl_easy_init() else {
      throw .badURL
    }
    self.easy = easy
    self.job = job
    self.address = address
    responseBytesMax = limits.responseBytesMax
    if case .proxied = route { isProxied = true } else { isProxied = false }
    let mail: MailDialogue? =
      if case .mail(let content) = job.request.content { MailDialogue(content) } else { nil }
    self.mail = mail
    dialogue = mail != nil && job.request.isTraced ? MailTrace() : nil
    gate = AddressGate(isProxied ? nil : job.request.allowed, host: address.host) {
      mail?.isReady ?? true
    }
    if let refusal = address.refusal(unless: job.request.allowed) { throw .address(refusal) }
    guard setDestination(), try setRoute(route, to: address), setCertificates(),
      setContent(), setLimits(limits), setCallbacks(), dialogue?.set(for: easy) ?? true
    else { throw .badURL }
  }

  // MARK: Another request

  /// Forgets the request and its answer.
  ///
  /// - Returns: whether it may carry another request.
  func rest() -> Bool {
    guard case .http(let content) = job.request.content, content.file == nil else { return false }
    let nothing = nothing ?? job.withoutContent
    (self.nothing, job) = (nothing, nothing)
    (headerBytes, headerFields, body, hasFinalHeader) = (0, ResponseFields(), [], false)
    gate.forget()
    guard ccurl_set_list(easy, CURLOPT_HTTPHEADER, nil) == CURLE_OK else { return false }
    curl_slist_free_all(headerList)
    headerList = nil
    return set(CURLOPT_POSTFIELDSIZE, 0)
      && ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, nil) == CURLE_OK
  }

  /// Whether a request differs in nothing but its content from the one that it carried.
  func suits(_ job: CourierJob) -> Bool {
    guard case .http = job.request.content else { return false }
    // Not held in variables: a copy of a request takes a dozen references.
    return self.job.request.url == job.request.url
      && self.job.request.timeout == job.request.timeout
      && self.job.request.allowed == job.request.allowed
      && self.job.request.certificates == job.request.certificates
      && self.job.request.clientCertificate == job.request.clientCertificate
  }

  /// Carries a request that it suits, after `rest`.
  func carry(_ job: CourierJob) throws(TransferRefusal) {
    self.job = job
    guard setContent() else { throw .badURL }
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(headerList)
    curl_slist_free_all(placeList)
    curl_mime_free(parts)
  }

  /// What came of it. Once the final header came, that is an answer, however its body ended: the
  /// receiver may have acted on the request.
  func result(_ code: CURLcode) -> CourierResult {
    if isProbe, code == CURLE_OK { return .connected }
    if let mail { return .judged(mail.result(end(of: mail, code))) }
    guard hasFinalHeader else { return .unreachable(sentence(code)) }
    var status = 0
    ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
    var response = WebhookResponse(
      status: status, retryAfter: retryAfter, location: text(CURLINFO_REDIRECT_URL),
      contentType: text(CURLINFO_CONTENT_TYPE), body: body,
      isComplete: code == CURLE_OK || body.count >= responseBytesMax)
    response.quota = headerFields.quota
    return .answered(response)
  }

  /// curl takes a number that it can't hold for none.
  private var retryAfter: Int64? {
    if headerFields.asksForAges { return .max }
    var seconds: curl_off_t = 0
    ccurl_get_offset(easy, CURLINFO_RETRY_AFTER, &seconds)
    return seconds > 0 ? Int64(seconds) : nil
  }

  /// What was connected to, with its port, or was to be.
  var place: String? {
    if isProxied { return "\(address.host):\(address.port)" }
    var port = 0
    ccurl_get_long(easy, CURLINFO_PRIMARY_PORT, &port)
    if let address = text(CURLINFO_PRIMARY_IP), !address.isEmpty, port > 0 {
      return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }
    return gate.openedText.map { "\($0):\(address.port)" }
  }

  private func text(_ info: CURLINFO) -> String? {
    var text: UnsafePointer<CChar>?
    ccurl_get_string(easy, info, &text)
    return text.map { String(cString: $0) }
  }

  /// Whether it only connects.
  private var isProbe: Bool {
    switch job.request.content {
    case .nothing: true
    case .mail(let content): content.message == nil
    case .mqtt: true
    case .http: false
    }
  }

  private func end(of mail: MailDialogue, _ code: CURLcode) -> MailDialogue.End {
    switch code {
    case CURLE_OK: .success
    case CURLE_WEIRD_SERVER_REPLY, CURLE_SEND_ERROR, CURLE_LOGIN_DENIED: .refusal
    case CURLE_ABORTED_BY_CALLBACK where gate.refusal == nil:
      .other(sentence: MailDialogue.withoutLogin)
    default: .other(sentence: sentence(code))
    }
  }

  /// curl's text for the code alone: its longer messages name hosts.
  func sentence(_ code: CURLcode) -> String {
    if let refusal = gate.refusal { return refusal.description }
    return switch code {
    case CURLE_OK, CURLE_WRITE_ERROR: "The receiver's answer has no end of its header."
    case CURLE_COULDNT_CONNECT where isProxied: "The proxy can't be reached."
    case CURLE_PROXY: "The proxy could not connect to the receiver."
    case CURLE_PEER_FAILED_VERIFICATION: CertificateFault(easy).description
    case CURLE_SSL_CERTPROBLEM:
      "The certificate and key of this webhook's cert and cert_key are not accepted by TLS."
    case CURLE_SSL_CACERT_BADFILE:
      "The certificates of this webhook's ca are none that TLS can use: name a file in PEM."
    case CURLE_USE_SSL_FAILED:
      "The mail server offers no TLS (STARTTLS); nothing was sent. Where that is meant, the webhook"
        + " needs tls = \"none\"."
    case CURLE_OPERATION_TIMEDOUT: "The receiver did not answer in time."
    default:
      // Some of curl's own texts end with a full stop.
      String(cString: curl_easy_strerror(code)).trimmingSuffix(".") + "."
    }
  }

  private func setDestination() -> Bool {
    set(CURLOPT_PROTOCOLS_STR, curlScheme)
      && set(CURLOPT_URL, url)
      && set(CURLOPT_FOLLOWLOCATION, 0)
      && set(CURLOPT_NOPROXY, "")
  }

  private var url: String {
    switch job.request.content {
    case .http, .nothing: job.request.url
    // The path is the name for EHLO; without it curl would tell the machine's.
    case .mail: "\(curlScheme)://\(address.host):\(address.port)/%5B127.0.0.1%5D"
    case .mqtt: "\(curlScheme)://\(address.host):\(address.port)/"
    }
  }

  /// A session of MQTT goes over a connection as for HTTP: curl's own MQTT waits for no
  /// acknowledgement, and libmosquitto would look up and connect to names by itself (decision 13).
  private var curlScheme: String {
    switch address.scheme {
    case .mqtts: "https"
    case .mqtt: "http"
    default: address.scheme.rawValue
    }
  }

  private func setRoute(
    _ route: CourierRoute, to address: ReceiverAddress
  ) throws(TransferRefusal) -> Bool {
    guard gate.set(for: easy) else { return false }
    switch route {
    // Set even when empty: else curl looks into http_proxy and its like.
    case .direct: return set(CURLOPT_PROXY, "")
    case .pinned(let places):
      guard set(CURLOPT_PROXY, "") else { return false }
      return try setPlace(places, of: address)
    case .proxied(let proxy):
      let login = proxy.credentials(address)
      // The h: the proxy resolves the name. Other ways of logging in would look for a domain.
      return set(CURLOPT_PROXY, "socks5h://\(proxy.address)")
        && set(CURLOPT_SOCKS5_AUTH, ccurl_auth_basic)
        && set(CURLOPT_PROXYUSERNAME, login.user)
        && set(CURLOPT_PROXYPASSWORD, login.password)
    }
  }

  /// Names the address outright, whatever the URL says: then nothing is left to resolve.
  private func setPlace(
    _ places: [String: String], of address: ReceiverAddress
  ) throws(TransferRefusal) -> Bool {
    if address.isNumeric { return true }
    guard let place = places[address.host] else { throw .unknownName }
    placeList = curl_slist_append(nil, "::\(place):")
    return ccurl_set_list(easy, CURLOPT_CONNECT_TO, placeList) == CURLE_OK
  }

  /// With certificates of its own a receiver is not taken on the word of others.
  private func setCertificates() -> Bool {
    if let certificates = job.request.certificates,
      !set(CURLOPT_CAINFO_BLOB, certificates)
    {
      return false
    }
    guard let own = job.request.clientCertificate else { return true }
    return set(CURLOPT_SSLCERT_BLOB, own.certificate) && set(CURLOPT_SSLKEY_BLOB, own.key)
  }

  private func setContent() -> Bool {
    switch job.request.content {
    case .http(let content): set(content)
    case .mail(let content): set(content)
    // Without ALPN: a broker speaks neither of the names that curl would offer.
    case .mqtt: set(CURLOPT_SSL_ENABLE_ALPN, 0) && set(CURLOPT_CONNECT_ONLY, 1)
    case .nothing: set(CURLOPT_CONNECT_ONLY, 1)
    }
  }

  /// No size is announced: with one, curl 7.88.1 may cut the mail short. Each mail has a connection
  /// of its own, so that its login is one that was seen.
  private func set(_ content: MailContent) -> Bool {
    headerList = curl_slist_append(nil, content.recipient)
    let tls = content.demandsTLS ? ccurl_tls_demanded : ccurl_tls_none
    guard set(CURLOPT_USE_SSL, tls), set(CURLOPT_FRESH_CONNECT, 1), set(CURLOPT_FORBID_REUSE, 1)
    else { return false }
    if let login = content.login {
      guard set(CURLOPT_USERNAME, login.user), set(CURLOPT_PASSWORD, login.password),
        set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
      else { return false }
    }
    guard content.message != nil else { return set(CURLOPT_CONNECT_ONLY, 1) }
    return set(CURLOPT_UPLOAD, 1)
      && set(CURLOPT_MAIL_FROM, content.from)
      && ccurl_set_list(easy, CURLOPT_MAIL_RCPT, headerList) == CURLE_OK
      && ccurl_set_pointer(easy, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
        == CURLE_OK
      && ccurl_set_callback(
        easy, CURLOPT_READFUNCTION,
        { bytes, size, count, context in
          Transfer.from(context).mail?.read(
            into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }) == CURLE_OK
  }

  private func set(_ content: HTTPContent) -> Bool {
    // Without this curl waits a second for "100 Continue" before a large body.
    headerList = curl_slist_append(nil, "Expect:")
    // The type of a request of several parts names what is between them, which curl makes up.
    let isOfParts = content.file?.path != nil
    for field in content.headers where !isOfParts || field.name != "content-type" {
      guard let list = curl_slist_append(headerList, field.name + ": " + field.value) else {
        return false
      }
      headerList = list
    }
    guard ccurl_set_list(easy, CURLOPT_HTTPHEADER, headerList) == CURLE_OK else { return false }
    if let file = content.file, let path = file.path {
      return set(content.body, with: file, at: path)
    }
    // Without a pointer curl would read an empty body from standard input.
    let body = content.body.isEmpty ? [0] : content.body
    return set(CURLOPT_POST, 1)
      && set(CURLOPT_CUSTOMREQUEST, content.method.rawValue)
      && set(CURLOPT_POSTFIELDSIZE, content.body.count)
      && body.withUnsafeBytes { bytes in
        // Copies as many bytes as the size set before.
        let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        return ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, start) == CURLE_OK
      }
  }

  /// The event in the part "event", and the file, which is read as it is sent, in the part "file".
  private func set(_ body: [UInt8], with file: AttachedFile, at path: String) -> Bool {
    parts = curl_mime_init(easy)
    guard let event = curl_mime_addpart(parts), let content = curl_mime_addpart(parts) else {
      return false
    }
    return curl_mime_name(event, "event") == CURLE_OK
      && curl_mime_type(event, "application/json") == CURLE_OK
      && body.withUnsafeBytes {
        curl_mime_data(event, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
          == CURLE_OK
      }
      && curl_mime_name(content, "file") == CURLE_OK
      && curl_mime_filedata(content, path) == CURLE_OK
      && curl_mime_filename(content, file.name) == CURLE_OK
      && curl_mime_type(content, file.type) == CURLE_OK
      && ccurl_set_parts(easy, parts) == CURLE_OK
  }

  private func setLimits(_ limits: CourierLimits) -> Bool {
    set(CURLOPT_CONNECTTIMEOUT_MS, limits.connectTimeout)
      && set(CURLOPT_TIMEOUT_MS, job.request.timeout ?? limits.totalTimeout)
      // Signals belong to the process, not to one thread of it.
      && set(CURLOPT_NOSIGNAL, 1)
  }

  private func setCallbacks() -> Bool {
    let context = Unmanaged.passUnretained(self).toOpaque()
    return ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context) == CURLE_OK
      && ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context) == CURLE_OK
      && ccurl_set_callback(
        easy, CURLOPT_HEADERFUNCTION,
        { bytes, size, count, context in
          Transfer.from(context).takeHeaderLine(bytes, count: size * count)
        }) == CURLE_OK
      && ccurl_set_callback(
        easy, CURLOPT_WRITEFUNCTION,
        { bytes, size, count, context in
          Transfer.from(context).takeBody(bytes, count: size * count)
        }) == CURLE_OK
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer {
    Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
  }

  /// - Returns: `count` to go on, 0 to hang up.
  private func takeHeaderLine(_ bytes: UnsafeMutablePointer<CChar>?, count: Int) -> Int {
    headerBytes += count
    guard headerBytes <= responseBytesMax else { return 0 }
    if let mail {
      mail.takeLine(Array(UnsafeRawBufferPointer(start: bytes, count: count)))
      return count
    }
    let isLast = count <= 2 && bytes.map { $0[count - 1] == CChar(UInt8(ascii: "\n")) } ?? false
    if isLast {
      var status = 0
      ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
      hasFinalHeader = status >= 200
    }
    headerFields.take(UnsafeRawBufferPointer(start: bytes, count: count))
    return count
  }

  /// Keeps the body up to its limit, and closes the connection after that.
  private func takeBody(_ bytes: UnsafeMutablePointer<CChar>?, count: Int) -> Int {
    let room = responseBytesMax - body.count
    body += UnsafeRawBufferPointer(start: bytes, count: min(count, room))
    return count <= room ? count : 0
  }

  private func set(_ option: CURLoption, _ value: Int) -> Bool {
    ccurl_set_long(easy, option, value) == CURLE_OK
  }

  private func set(_ option: CURLoption, _ value: String) -> Bool {
    ccurl_set_string(easy, option, value) == CURLE_OK
  }

  private func set(_ option: CURLoption, _ value: [UInt8]) -> Bool {
    value.withUnsafeBytes {
      ccurl_set_blob(easy, option, $0.baseAddress, $0.count) == CURLE_OK
    }
  }
}

/// Why a transfer was not begun.
enum TransferRefusal: Error, CustomStringConvertible {
  /// Also what curl refuses otherwise, in practice for the URL.
  case badURL
  case unknownName
  case address(AddressRefusal)

  var description: String {
    switch self {
    case .address(let refusal): refusal.description
    case .badURL: "The address of the webhook is not one for HTTP."
    case .unknownName:
      "The receiver's name had no address when the bot started, and nothing is resolved since."
    }
  }
}

extension CourierJob {
  /// A job to the same receiver that sends nothing.
  fileprivate var withoutContent: CourierJob {
    var request = request
    request.content = .http(HTTPContent(headers: [], body: []))
    return CourierJob(request: request) { _ in }
  }
}
