import HTTPTypes

/// Where a request that changes something comes from, as far as the browser says.
enum WebOrigin {
  /// - Source: https://www.w3.org/TR/fetch-metadata/, RFC 6454
  /// - Parameter isEncrypted: whether the browser reaches this server over TLS.
  /// - Returns: nil where a page of this server sent the request, or where an old browser does not
  ///   say: the proof in the form has to do then. Else why it is refused.
  static func refusal(of head: HTTPRequest, isEncrypted: Bool) -> String? {
    let sites = head.headerFields[fields: HTTPField.Name("Sec-Fetch-Site")!]
    guard sites.count <= 1, sites.first.map({ $0.value == "same-origin" }) ?? true else {
      return "The form was sent from a page of another site."
    }
    let origins = head.headerFields[fields: .origin]
    guard origins.count <= 1 else { return "A request has one Origin." }
    // Browsers write "null" for a page whose Referrer-Policy is "no-referrer", as ours is.
    guard let origin = origins.first?.value, origin != "null" else { return nil }
    // Behind a proxy that does not tell of its TLS the scheme is not known here.
    let scheme = isEncrypted ? ["https"] : ["https", "http"]
    guard let authority = head.authority?.lowercased(),
      scheme.contains(where: { origin.lowercased() == "\($0)://\(authority)" })
    else { return "The form was sent from a page of another site." }
    return nil
  }
}

extension HTTPField.Name {
  static let forwardedProtocol = Self("X-Forwarded-Proto")!
}
