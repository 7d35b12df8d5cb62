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
      clientCertificate: { certificate, key throws(SettingMistake) in
        try CertificateFile.read(
          URL(filePath: certificate, relativeTo: folder).path,
          key: URL(filePath: key, relativeTo: folder).path)
      },
      inboxKey: { text throws(SettingMistake) in
        try InboxKeyText.key(text, relativeTo: folder)
      },
      avatar: { name throws(SettingMistake) in
        try AvatarFile.read(URL(filePath: name, relativeTo: folder).path)
      },
      zone: { name throws(SettingMistake) in try SystemZones.offsets(of: name) },
      formats: .all)
  }
}
