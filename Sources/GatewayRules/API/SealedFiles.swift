import GatewayCore

/// What a bot that seals can't do with files, whose bytes it can't read once they are whole.
extension BotConfiguration {
  /// nil where its file asks for none of that.
  var sealedFilesMistake: (webhook: String?, reason: String)? {
    guard inbox.isSealed else { return nil }
    if !files.transform.isEmpty {
      return (
        nil, "transform of files needs the bytes in clear, but inbox has a seal: leave one out"
      )
    }
    if files.takesAvatars {
      return (
        nil,
        "avatars of files are pictures that many contacts share, by which they are known, but inbox"
          + " has a seal: leave one out"
      )
    }
    guard let webhook = webhooks.first(where: { $0.filesMax != nil }) else { return nil }
    return (
      webhook.name,
      "files of webhook \(quoted: webhook.name) needs the bytes in clear, but inbox has a seal:"
        + " leave one out"
    )
  }
}

extension FileItem {
  /// The same without what a contact wrote or sent, for rules that see metadata alone.
  var withoutContent: FileItem {
    var hidden = self
    hidden.name = FileName("")
    (hidden.type, hidden.digest) = (nil, nil)
    return hidden
  }
}
