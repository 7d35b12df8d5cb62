import CCurl
import GatewayCore

/// One request under way: curl's handle for it and what the answer has told so far.
final class Transfer {
  private let handle: CurlHandle
  private(set) var job: CourierJob
  /// What it has while it rests.
  private var nothing: CourierJob?
  private let address: ReceiverAddress
  private let mail: MailDialogue?
  let dialogue: MailTrace?
  private let responseBytesMax: Int
  private let isProxied: Bool
  private let content: TransferContent
  /// Where to connect to instead of to the URL's host.
  private var placeList: UnsafeMutablePointer<curl_slist>?
  private let gate: AddressGate
  private var answer: PartialAnswer

  init(
    _ job: CourierJob, limits: CourierLimits, route: CourierRoute
  ) throws(TransferRefusal) {
    guard let address = ReceiverAddress(url: job.request.url), let easy = curl_easy_init() else {
      throw .badURL
    }
    handle = CurlHandle(easy: easy)
    content = TransferContent(of: handle)
    answer = PartialAnswer(bytesMax: limits.responseBytesMax)
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
      content.set(job.request.content, mail: mail), setLimits(limits), setCallbacks(),
      dialogue?.set(for: easy) ?? true
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
    answer = PartialAnswer(bytesMax: responseBytesMax)
    gate.forget()
    return self.content.forget()
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
    guard content.set(job.request.content, mail: mail) else { throw .badURL }
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(placeList)
  }

  /// What came of it. Once the final header came, that is an answer, however its body ended: the
  /// receiver may have acted on the request.
  func result(_ code: CURLcode) -> CourierResult {
    if isProbe, code == CURLE_OK { return .connected }
    if let mail { return .judged(mail.result(end(of: mail, code))) }
    guard answer.hasFinalHeader else { return .unreachable(sentence(code)) }
    var response = WebhookResponse(
      status: handle.number(CURLINFO_RESPONSE_CODE), retryAfter: retryAfter,
      location: handle.text(CURLINFO_REDIRECT_URL),
      contentType: handle.text(CURLINFO_CONTENT_TYPE), body: answer.body,
      isComplete: code == CURLE_OK || answer.isFull)
    response.quota = answer.fields.quota
    return .answered(response)
  }

  /// curl takes a number that it can't hold for none.
  private var retryAfter: Int64? {
    if answer.fields.asksForAges { return .max }
    var seconds: curl_off_t = 0
    ccurl_get_offset(easy, CURLINFO_RETRY_AFTER, &seconds)
    return seconds > 0 ? Int64(seconds) : nil
  }

  /// What was connected to, with its port, or was to be.
  var place: String? {
    if isProxied { return "\(address.host):\(address.port)" }
    let port = handle.number(CURLINFO_PRIMARY_PORT)
    if let address = handle.text(CURLINFO_PRIMARY_IP), !address.isEmpty, port > 0 {
      return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }
    return gate.openedText.map { "\($0):\(address.port)" }
  }

  var easy: UnsafeMutableRawPointer { handle.easy }

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
    handle.set(CURLOPT_PROTOCOLS_STR, curlScheme)
      && handle.set(CURLOPT_URL, url)
      && handle.set(CURLOPT_FOLLOWLOCATION, 0)
      && handle.set(CURLOPT_NOPROXY, "")
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
    case .direct: return handle.set(CURLOPT_PROXY, "")
    case .pinned(let places):
      guard handle.set(CURLOPT_PROXY, "") else { return false }
      return try setPlace(places, of: address)
    case .proxied(let proxy):
      let login = proxy.credentials(address)
      // The h: the proxy resolves the name. Other ways of logging in would look for a domain.
      return handle.set(CURLOPT_PROXY, "socks5h://\(proxy.address)")
        && handle.set(CURLOPT_SOCKS5_AUTH, ccurl_auth_basic)
        && handle.set(CURLOPT_PROXYUSERNAME, login.user)
        && handle.set(CURLOPT_PROXYPASSWORD, login.password)
    }
  }

  /// Names the address outright, whatever the URL says: then nothing is left to resolve.
  private func setPlace(
    _ places: [String: String], of address: ReceiverAddress
  ) throws(TransferRefusal) -> Bool {
    if address.isNumeric { return true }
    guard let place = places[address.host] else { throw .unknownName }
    placeList = curl_slist_append(nil, "::\(place):")
    return handle.set(CURLOPT_CONNECT_TO, list: placeList)
  }

  /// With certificates of its own a receiver is not taken on the word of others.
  private func setCertificates() -> Bool {
    if let certificates = job.request.certificates,
      !handle.set(CURLOPT_CAINFO_BLOB, certificates)
    {
      return false
    }
    guard let own = job.request.clientCertificate else { return true }
    return handle.set(CURLOPT_SSLCERT_BLOB, own.certificate)
      && handle.set(CURLOPT_SSLKEY_BLOB, own.key)
  }

  private func setLimits(_ limits: CourierLimits) -> Bool {
    handle.set(CURLOPT_CONNECTTIMEOUT_MS, limits.connectTimeout)
      && handle.set(CURLOPT_TIMEOUT_MS, job.request.timeout ?? limits.totalTimeout)
      // Signals belong to the process, not to one thread of it.
      && handle.set(CURLOPT_NOSIGNAL, 1)
  }

  private func setCallbacks() -> Bool {
    let context = Unmanaged.passUnretained(self).toOpaque()
    return handle.set(CURLOPT_HEADERDATA, pointer: context)
      && handle.set(CURLOPT_WRITEDATA, pointer: context)
      && handle.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return Transfer.from(context).takeHeaderLine(line) ? line.count : 0
      }
      && handle.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
        let bytes = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return Transfer.from(context).answer.takeBody(bytes) ? bytes.count : 0
      }
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer {
    Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
  }

  /// - Returns: whether to go on; else the connection is closed.
  private func takeHeaderLine(_ line: UnsafeRawBufferPointer) -> Bool {
    guard answer.count(headerBytes: line.count) else { return false }
    if let mail {
      mail.takeLine(Array(line))
    } else {
      answer.takeHeaderLine(line) { handle.number(CURLINFO_RESPONSE_CODE) }
    }
    return true
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
    return CourierJob(request) { _ in }
  }
}
