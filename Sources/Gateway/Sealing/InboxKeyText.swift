import Foundation
import GatewayCore
import GatewaySeal

/// An inbox key as a bot's file names it.
enum InboxKeyText {
  /// - Parameter text: "inboxpub_…", or a file with it, relative to the folder.
  static func key(_ text: String, relativeTo folder: URL) throws(SettingMistake) -> InboxKey {
    do throws(InboxKey.Mistake) {
      // A secret that was pasted is no file's name, and must not be shown as one.
      if InboxKey.isKeyText(text) { return try checked(InboxKey(text)) }
      let content = try content(text, folder)
      guard !InboxKeyFile.holdsSecret(content) else { throw InboxKey.Mistake.secretFile }
      return try checked(InboxKeyFile.key(in: content))
    } catch {
      throw SettingMistake(error.description)
    }
  }

  private static func checked(_ key: InboxKey) throws(InboxKey.Mistake) -> InboxKey {
    try InboxSealer.check(key)
    return key
  }

  private static func content(_ name: String, _ folder: URL) throws(InboxKey.Mistake) -> String {
    do throws(NamedFile.Fault) {
      return try NamedFile.text(URL(filePath: name, relativeTo: folder).path, onlyRegular: true)
    } catch { throw .file(error.description) }
  }
}
