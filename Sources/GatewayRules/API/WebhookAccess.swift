import GatewayCore

/// Addresses that a webhook may go to, and the certificate that it shows there.
extension RuleSession {
  static let accessOptions = ["allow", "cert", "cert_key"]

  func allowedAddresses(
    _ options: Options, of owner: String
  ) throws(HostError) -> AllowedAddresses {
    guard let value = options["allow"] else { return AllowedAddresses() }
    var texts: [String] = []
    for element in value.elements ?? [value] {
      guard case .string(let text) = element else {
        throw options.mismatch("allow", wanted: "a text or a list of texts", value: element)
      }
      texts.append(text)
    }
    do throws(SettingMistake) {
      return try AllowedAddresses(texts)
    } catch {
      throw HostError("allow of \(owner) \(error)")
    }
  }

  func clientCertificate(
    _ options: Options, of owner: String
  ) throws(HostError) -> ClientCertificate? {
    let key = try options.string("cert_key")
    guard let name = try options.string("cert") else {
      guard key == nil else { throw HostError("cert_key of \(owner) needs a cert beside it") }
      return nil
    }
    do throws(SettingMistake) {
      return try environment.clientCertificate(name, key ?? name)
    } catch {
      throw HostError("cert of \(owner) \(error)")
    }
  }
}
