import CCurl
import GatewayCore

/// What a request sends, as curl has it. curl copies no lists and parts: they live as long as this.
final class TransferContent {
  private let handle: CurlHandle
  /// Header fields, or the recipients of a mail.
  private var headerList: UnsafeMutablePointer<curl_slist>?
  /// The parts of a request with a file.
  private var parts: OpaquePointer?

  init(of handle: CurlHandle) { self.handle = handle }

  /// The handle must be cleaned up by now.
  deinit {
    curl_slist_free_all(headerList)
    curl_mime_free(parts)
  }

  /// - Parameter mail: reads the text of a mail.
  /// - Returns: whether curl took everything.
  func set(_ content: WebhookRequest.Content, mail: MailDialogue?) -> Bool {
    switch content {
    case .http(let content): set(content)
    case .mail(let content): set(content, mail)
    // Without ALPN: a broker speaks neither of the names that curl would offer.
    case .mqtt: handle.set(CURLOPT_SSL_ENABLE_ALPN, 0) && handle.set(CURLOPT_CONNECT_ONLY, 1)
    case .nothing: handle.set(CURLOPT_CONNECT_ONLY, 1)
    }
  }

  /// Forgets header and body of a request over HTTP.
  func forget() -> Bool {
    guard handle.set(CURLOPT_HTTPHEADER, list: nil) else { return false }
    curl_slist_free_all(headerList)
    headerList = nil
    return handle.set(CURLOPT_POSTFIELDSIZE, 0)
      && handle.set(CURLOPT_COPYPOSTFIELDS, pointer: nil)
  }

  /// No size is announced: with one, curl 7.88.1 may cut the mail short. Each mail has a connection
  /// of its own, so that its login is one that was seen.
  private func set(_ content: MailContent, _ mail: MailDialogue?) -> Bool {
    headerList = curl_slist_append(nil, content.recipient)
    let tls = content.demandsTLS ? ccurl_tls_demanded : ccurl_tls_none
    guard handle.set(CURLOPT_USE_SSL, tls), handle.set(CURLOPT_FRESH_CONNECT, 1),
      handle.set(CURLOPT_FORBID_REUSE, 1)
    else { return false }
    if let login = content.login {
      guard handle.set(CURLOPT_USERNAME, login.user), handle.set(CURLOPT_PASSWORD, login.password),
        handle.set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
      else { return false }
    }
    guard content.message != nil else { return handle.set(CURLOPT_CONNECT_ONLY, 1) }
    return handle.set(CURLOPT_UPLOAD, 1)
      && handle.set(CURLOPT_MAIL_FROM, content.from)
      && handle.set(CURLOPT_MAIL_RCPT, list: headerList)
      && handle.set(
        CURLOPT_READDATA, pointer: mail.map { Unmanaged.passUnretained($0).toOpaque() })
      && handle.set(CURLOPT_READFUNCTION) { bytes, size, count, context in
        guard let context else { return 0 }
        return Unmanaged<MailDialogue>.fromOpaque(context).takeUnretainedValue().read(
          into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
      }
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
    guard handle.set(CURLOPT_HTTPHEADER, list: headerList) else { return false }
    if let file = content.file, let path = file.path {
      return set(content.body, with: file, at: path)
    }
    // Without a pointer curl would read an empty body from standard input.
    let body = content.body.isEmpty ? [0] : content.body
    return handle.set(CURLOPT_POST, 1)
      && handle.set(CURLOPT_CUSTOMREQUEST, content.method.rawValue)
      && handle.set(CURLOPT_POSTFIELDSIZE, content.body.count)
      && body.withUnsafeBytes { bytes in
        // Copies as many bytes as the size set before.
        let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        return handle.set(CURLOPT_COPYPOSTFIELDS, pointer: start)
      }
  }

  /// The event in the part "event", and the file, which is read as it is sent, in the part "file".
  private func set(_ body: [UInt8], with file: AttachedFile, at path: String) -> Bool {
    parts = curl_mime_init(handle.easy)
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
      && ccurl_set_parts(handle.easy, parts) == CURLE_OK
  }
}
