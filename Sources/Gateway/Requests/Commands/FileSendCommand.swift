package import GatewayCore
import GatewayEngine
import GatewayStore

/// Sends a file to a contact. It waits in the outbox, copied; the reply is its number.
///
/// A path is for the owner alone, and the owner can read the file anyway: neither HTTP
/// nor an agent has a way to name one. HTTP names an upload.
package struct FileSendCommand: HomeCommand {
  package static let name = "file_send"
  package static let scope = Scope.send

  package var contact: ContactReference
  /// Of a file of this machine, absolute; nil where `file` is set.
  package var path: String?
  /// The number of a file that the home has whole; nil where `path` is set.
  package var file: Int64?
  /// The id of an upload. `BotUploads` puts its path in its place.
  package var upload: String?
  /// What the contact sees; nil: the name of the file.
  package var fileName: String?
  /// Milliseconds after which it is not sent any more, if any.
  package var lifetime: Int64?

  private enum CodingKeys: String, CodingKey {
    case contact, path, file, upload
    case fileName = "name"
    case lifetime = "expires_milliseconds"
  }

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let contact = try transaction.find(contact).contact
    guard contact.state == .accepted else {
      throw .refused("\(contact.codename) is not an accepted contact.")
    }
    guard lifetime.map(OutboxMessage.lifetimes.contains) ?? true else {
      throw .invalid("A file expires after 1 second at the earliest, 366 days at the latest.")
    }
    guard transaction.policy.takesFiles else { throw .refused(BotHome.takesNoFilesSentence) }
    let source = try source(in: transaction)
    let added = try transaction.storing { () throws(StoreError) in
      let name = try transaction.name(fileName.map { FileName($0).shown }, of: source)
      return try transaction.addOutgoing(
        NewFile(
          contact: contact.key, name: FileName(name.shown), size: nil,
          fileID: StoreTransaction.newFileID()),
        from: source, inInbox: true, lifetime: lifetime, now: now)
    }
    guard let added else { throw .refused(BotHome.takesNoFilesSentence) }
    return OperationResult(
      reply: .value(.queued(added.rawValue)), changes: [.file(.send(added))])
  }

  private func source(in reader: StoreReader) throws(OperationError) -> FileSource {
    switch (path, file) {
    case (let path?, nil):
      guard path.hasPrefix("/"), !path.utf8.contains(0) else {
        throw .invalid("The path of a file to be sent is absolute.")
      }
      return .path(path)
    case (nil, let number?):
      let item = try reader.findFile(number)
      try item.require(.inbound, in: .whole, else: "can't be sent")
      guard item.record == nil else {
        throw .refused(
          "File \(number) is sealed: the bot can't read it. Save it with its key, and send that.")
      }
      return .stored(item.id)
    default: throw .invalid("A file to be sent is named by its path or its number.")
    }
  }
}

extension Command where Self == FileSendCommand {
  package static func fileSend(
    to contact: ContactReference, path: String, named name: String? = nil, lifetime: Int64? = nil
  ) -> Self {
    Self(contact: contact, path: path, file: nil, upload: nil, fileName: name, lifetime: lifetime)
  }

  package static func fileSend(
    to contact: ContactReference, stored file: Int64, named name: String? = nil,
    lifetime: Int64? = nil
  ) -> Self {
    Self(contact: contact, path: nil, file: file, upload: nil, fileName: name, lifetime: lifetime)
  }
}
