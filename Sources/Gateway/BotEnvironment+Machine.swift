import Foundation
public import GatewayCore
import GatewayWebhooks

extension BotEnvironment {
  /// The environment of this machine, for the bot in a file.
  public static func machine(
    botPath: String,
    secrets: @escaping @Sendable (String) throws(SettingMistake) -> String? =
      Secrets.environmentOrFile
  ) -> BotEnvironment {
    let folder = URL(filePath: botPath).deletingLastPathComponent()
    return BotEnvironment(
      secret: secrets,
      receiver: { url throws(SettingMistake) in try ReceiverAddress.checked(url) },
      certificates: { name throws(SettingMistake) in
        try CertificateFile.read(URL(filePath: name, relativeTo: folder).path)
      },
      formats: .all)
  }
}

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
