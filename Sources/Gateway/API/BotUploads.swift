import GatewayCore
import GatewayEngine
import GatewayHTTP
import GatewayStore

/// Uploads of the HTTP interface.
struct BotUploads: Sendable {
  private let store: Store
  private let folder: UploadFolder
  private let keys: HomeKeys
  /// The bytes of the file system that stay free.
  private let keepsFree: Int64

  /// - Parameter bot: nil for an agent without rules.
  init(_ home: BotHome, bot: BotConfiguration?) {
    let size = (try? home.store.space())?.fileSystemBytes ?? 0
    self.init(
      home.store, keys: home.keys,
      keepsFree: (bot?.limits ?? LimitPolicy()).freeBytes(ofFileSystem: size))
  }

  init(_ store: Store, keys: HomeKeys, keepsFree: Int64) {
    self.store = store
    self.keys = keys
    self.keepsFree = keepsFree
    folder = UploadFolder(store.home)
  }

  func begin(of client: APIClient, key: RepetitionKey?) throws(ContentRefusal) -> BotUpload {
    folder.removeOld(now: .now, removesParts: false)
    guard mayStore else { throw ContentRefusal(BotHome.takesNoFilesSentence, .refused) }
    let name = Self.newName()
    // Repeated with its key, an upload gets the id that it had.
    let id = key.map { key in
      let client = Array("upload \(client.credential.words) ".utf8)
      return keys.hash(ofRequest: client + key.key).prefix(16).map(\.self).hexadecimal
    }
    do throws(StoreError) {
      return BotUpload(
        try IncomingUpload(
          name, in: folder, keepsFree: keepsFree, seal: store.newUploadSeal(),
          open: store.upload(at:)), id: id ?? name)
    } catch {
      throw ContentRefusal("The upload can't be stored: \(error)", .unavailable)
    }
  }

  private var mayStore: Bool {
    let keepsNothing = try? store.read { reader throws(StoreError) in
      try reader.meta(.keepsNothing) != nil
    }
    return keepsNothing == false
  }

  /// Removes what was uploaded to an earlier run and is over.
  func clean() {
    guard mayStore else { return folder.removeAll() }
    folder.removeOld(now: .now, removesParts: true)
    store.removeUnsealedUploads()
  }

  private static func newName() -> String {
    var entropy = SystemRandomNumberGenerator()
    return (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &entropy) }.hexadecimal
  }

  /// The same command with the path of the upload that it names.
  ///
  /// - Throws: the sentence of a refusal, and its kind.
  func resolve(_ command: FileSendCommand) throws(ContentRefusal) -> FileSendCommand {
    guard let upload = command.upload else { return command }
    guard command.file == nil else {
      throw ContentRefusal("A file to be sent is named by `file` or `upload`, not both.", .refused)
    }
    guard let path = folder.absolutePath(of: upload) else {
      throw ContentRefusal(
        "There is no such upload: it is over after a day.", .absent)
    }
    guard command.fileName != nil else {
      throw ContentRefusal("An upload needs the name under which it is sent.", .refused)
    }
    var resolved = command
    resolved.upload = nil
    resolved.path = path
    return resolved
  }
}

/// One upload that comes.
struct BotUpload: UploadTarget {
  private let incoming: IncomingUpload
  private let id: String

  init(_ incoming: IncomingUpload, id: String) {
    self.incoming = incoming
    self.id = id
  }

  func write(_ bytes: [UInt8]) throws(ContentRefusal) {
    do throws(IncomingUpload.Obstacle) { try incoming.write(bytes) } catch {
      throw ContentRefusal(error)
    }
  }

  func finish() throws(ContentRefusal) -> UploadedContent {
    do throws(IncomingUpload.Obstacle) {
      let (size, digest) = try incoming.finish(as: id)
      return UploadedContent(id: id, size: size, digest: digest)
    } catch {
      throw ContentRefusal(error)
    }
  }

  func cancel() { incoming.cancel() }
}

extension ContentRefusal {
  fileprivate init(_ obstacle: IncomingUpload.Obstacle) {
    switch obstacle {
    case .tooLarge:
      self.init(
        "An upload has at most \(ByteSize.words(Int64(UploadFolder.fileBytesMax))).", .refused)
    case .full:
      self.init(
        "There is no room for this upload: at most"
          + " \(ByteSize.words(Int64(UploadFolder.bytesMax))) wait to be sent, each for a day.",
        .unavailable)
    case .differs:
      self.init(
        "This Idempotency-Key belongs to another upload of the last 24 hours: a new one needs a new"
          + " key.", .differs)
    case .failed(let error): self.init("The upload can't be stored: \(error)", .unavailable)
    }
  }
}

extension APIClient.Credential {
  /// Tells it from any other.
  fileprivate var words: String {
    switch self {
    case .token(let number): "\(number)"
    case .session(let number): "session \(number)"
    }
  }
}
