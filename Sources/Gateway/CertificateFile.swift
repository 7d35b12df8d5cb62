import Foundation
import GatewayCore

/// CA certificates in PEM, as OpenSSL writes them.
enum CertificateFile {
  static func read(_ path: String) throws(SettingMistake) -> [UInt8] {
    let bytes: [UInt8]
    do throws(NamedFile.Fault) { bytes = try NamedFile.bytes(path) } catch {
      throw SettingMistake("names a file that can't be read (\(error))")
    }
    guard let text = String(validating: bytes, as: UTF8.self), holdsCertificates(text) else {
      throw SettingMistake(
        "names a file without certificates in PEM (-----BEGIN CERTIFICATE----- …)")
    }
    return bytes
  }

  /// A certificate of the bot's own, and its key, which may be in the same file.
  static func read(
    _ path: String, key keyPath: String
  ) throws(SettingMistake) -> ClientCertificate {
    let certificate = try read(path)
    let key: [UInt8]
    do throws(NamedFile.Fault) { key = try NamedFile.bytes(keyPath) } catch {
      throw SettingMistake("has a key that can't be read (\(error))")
    }
    let text = String(decoding: key, as: UTF8.self)
    // OpenSSL would ask for its passphrase on the terminal.
    if text.contains("ENCRYPTED") {
      throw SettingMistake("has a key with a passphrase, which nobody could enter: remove it")
    }
    guard text.contains("PRIVATE KEY-----") else {
      throw SettingMistake(
        "has no key in PEM (-----BEGIN PRIVATE KEY----- …): name the file that has it")
    }
    return ClientCertificate(certificate: certificate, key: key)
  }

  /// Whether there is a certificate, and each one is complete and a sequence in DER.
  private static func holdsCertificates(_ text: String) -> Bool {
    let parts = text.components(separatedBy: "-----BEGIN CERTIFICATE-----").dropFirst()
    return !parts.isEmpty
      && parts.allSatisfy { part in
        guard let end = part.firstRange(of: "-----END CERTIFICATE-----") else { return false }
        let encoded = String(part[..<end.lowerBound])
        return Data(base64Encoded: encoded, options: .ignoreUnknownCharacters)?.first == 0x30
      }
  }
}
