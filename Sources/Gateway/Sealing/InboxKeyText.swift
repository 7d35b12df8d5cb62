import Foundation
import GatewayCore
import GatewaySeal

/// An inbox key as a bot's file names it.
enum InboxKeyText {
  /// - Parameter text: "inboxpub_…", or a file with it, relative to the folder.
  static func key(_ text: String, relativeTo folder: URL) throws(SettingMistake) -> InboxKey {
    do throws(InboxKey.Mistake) {
      // A secret that was pasted is no file's name, and must not be shown as one.
      if InboxKey.isKeyText(text) { return try InboxKeys.checked(InboxKey(text)) }
      let content = try InboxKeys.text(URL(filePath: text, relativeTo: folder).path)
      guard !InboxKeyFile.holdsSecret(content) else { throw InboxKey.Mistake.secretFile }
      return try InboxKeys.checked(InboxKeyFile.key(in: content))
    } catch {
      throw SettingMistake(error.description)
    }
  }
}
