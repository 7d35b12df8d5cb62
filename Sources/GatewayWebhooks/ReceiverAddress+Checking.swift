import CCurl
public import GatewayCore

extension ReceiverAddress {
  /// The longest URL, in bytes.
  private static let sizeMax = 2_048

  /// Checks a URL as an owner wrote it, and gives it as the courier takes it: the host in ASCII.
  ///
  /// - Throws: how a sentence about the URL ends.
  public static func checked(_ url: String) throws(SettingMistake) -> String {
    guard url.utf8.count <= sizeMax else { throw SettingMistake("is longer than 2048 bytes") }
    if url.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 }) {
      throw SettingMistake("holds a blank or a line end; in a path a blank is %20")
    }
    if url.contains(where: { "\"'\u{FEFF}\u{7F}".contains($0) }) {
      throw SettingMistake("holds a quote or a character that can't be seen")
    }
    guard let scheme = url.scheme else {
      throw SettingMistake(
        "must begin with https://, http://, smtps://, smtp://, mqtts:// or mqtt:// and a host's"
          + " name")
    }
    if url.contains("#") {
      throw SettingMistake("holds #, behind which nothing is sent; in a password or path it is %23")
    }
    guard let parts = curl_url() else { throw SettingMistake("can't be looked at: no memory") }
    defer { curl_url_cleanup(parts) }
    let code = curl_url_set(parts, CURLUPART_URL, url, anyScheme)
    guard code == CURLUE_OK else { throw SettingMistake(reason(code)) }
    if scheme != .https, scheme != .http { try checkBareness(parts) }
    let ascii = try urlInASCII(url, parts)
    guard ReceiverAddress(url: ascii) != nil else {
      throw SettingMistake("has no host that could be connected to, or port 0")
    }
    return ascii
  }

  /// Elsewhere than with HTTP a URL names a host and a port, and nothing else.
  private static func checkBareness(_ parts: OpaquePointer) throws(SettingMistake) {
    if part(CURLUPART_USER, of: parts) != nil || part(CURLUPART_PASSWORD, of: parts) != nil {
      throw SettingMistake("holds a user or password; give them as user and password")
    }
    if part(CURLUPART_PATH, of: parts) ?? "/" != "/" || part(CURLUPART_QUERY, of: parts) != nil {
      throw SettingMistake("holds more than a host and a port")
    }
  }

  private static func urlInASCII(
    _ url: String, _ parts: OpaquePointer
  ) throws(SettingMistake) -> String {
    guard !url.utf8.allSatisfy({ $0 < 0x80 }) else { return url }
    var text: UnsafeMutablePointer<CChar>?
    let code = ccurl_url_ascii_host(parts, &text)
    defer { curl_free(text) }
    guard code == CURLUE_OK, let text,
      curl_url_set(parts, CURLUPART_HOST, text, anyScheme) == CURLUE_OK,
      let ascii = part(CURLUPART_URL, of: parts, flags: 0),
      String(cString: text).utf8.allSatisfy({ $0 < 0x80 })
    else {
      throw SettingMistake("has a host that can't be written in ASCII; give its form with xn--")
    }
    guard ascii.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw SettingMistake("holds letters beyond ASCII behind its host; write them with %")
    }
    return ascii
  }

  private static func reason(_ code: CURLUcode) -> String {
    switch code {
    case CURLUE_BAD_PORT_NUMBER: "has a port that is none: 1 to 65535"
    case CURLUE_BAD_IPV6: "has an IPv6 address that is none; it stands in brackets: [::1]"
    case CURLUE_BAD_HOSTNAME, CURLUE_NO_HOST: "has a host's name that is none"
    case CURLUE_BAD_LOGIN, CURLUE_BAD_USER, CURLUE_BAD_PASSWORD:
      "has a user or password that can't stand in a URL; percent-encode it"
    default: "is no URL: \(String(cString: curl_url_strerror(code)))"
    }
  }
}

extension String {
  fileprivate var scheme: ReceiverAddress.Scheme? {
    // curl would take what comes behind a third slash for the host.
    guard let end = firstRange(of: "://"), end.upperBound < endIndex, self[end.upperBound] != "/"
    else { return nil }
    return ReceiverAddress.Scheme(rawValue: self[..<end.lowerBound].lowercased())
  }
}
