import CCurl

/// Why a receiver's certificate is not trusted.
enum CertificateFault: CustomStringConvertible {
  case expired, notYetValid, unknownAuthority, selfSigned, wrongName, other

  /// Of a transfer that failed for it.
  ///
  /// - Source: openssl `x509_vfy.h`
  init(_ easy: UnsafeMutableRawPointer) {
    var result = 0
    ccurl_get_long(easy, CURLINFO_SSL_VERIFYRESULT, &result)
    self =
      switch result {
      // curl compares the name itself, and before it notes what OpenSSL says of the chain (1).
      case 0, 1, 62, 64: .wrongName
      case 9: .notYetValid
      case 10: .expired
      case 18: .selfSigned
      case 2, 19, 20, 21, 27: .unknownAuthority
      default: .other
      }
  }

  /// About a webhook's receiver.
  var description: String { sentence(of: "The receiver", asking: "ca", at: "the url") }

  /// - Parameters:
  ///   - server: the beginning of the sentence.
  ///   - option: the setting that names the certificates to trust.
  ///   - place: what names the server.
  func sentence(of server: String, asking option: String, at place: String) -> String {
    let certificate = "\(server)'s certificate"
    return switch self {
    case .expired: "\(certificate) has expired."
    case .notYetValid: "\(certificate) is not valid yet; is this machine's clock right?"
    case .unknownAuthority:
      "\(certificate) comes from an authority that is not known here; name it with \(option)."
    case .selfSigned:
      "\(certificate) is signed by itself and not known here; name it with \(option)."
    case .wrongName: "\(certificate) is for another name than that of \(place)."
    case .other: "\(certificate) is not to be trusted."
    }
  }
}

extension String {
  func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
