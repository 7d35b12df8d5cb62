import Foundation
public import GatewayCore
import GatewayWebhooks

extension BotEnvironment {
  /// This machine's, for the bot in a file.
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
      })
  }
}

/// Certificates of an authority, as OpenSSL and its like write them.
enum CertificateFile {
  private static let sizeMax = 1_048_576

  static func read(_ path: String) throws(SettingMistake) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw SettingMistake("names a file that can't be read")
    }
    guard data.count <= sizeMax else { throw SettingMistake("names a file over 1 MiB") }
    guard let text = String(data: data, encoding: .utf8), holdsCertificates(text) else {
      throw SettingMistake(
        "names a file without certificates in PEM (-----BEGIN CERTIFICATE----- …)")
    }
    return [UInt8](data)
  }

  /// Whether there is a certificate, and each that begins also ends and is a sequence in DER.
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
