extension WebhookEvent {
  /// A file as a webhook is told of it.
  public struct File: Hashable, Sendable {
    /// All but its number and its contact.
    public struct Details: Hashable, Sendable {
      public var direction: Item.Direction
      /// Made harmless; see `FileName.shown`.
      public var name: String
      public var size: UInt64?
      public var state: FileItem.State
      /// By content; nil before the file is whole.
      public var type: String?
      public var digest: [UInt8]?
      public var failure: FileFailure?
      /// When it was offered.
      public var at: UnixMilliseconds
    }

    public var id: MessageID
    public var sender: Sender
    /// nil for a receiver that is told ids alone.
    public var details: Details?

    /// Where the HTTP interface has its content.
    public var path: String { "/v1/files/\(id.rawValue)/content" }

    var textBytes: Int {
      (details?.name.utf8.count ?? 0) + (details?.type?.utf8.count ?? 0)
        + (sender.profile?.name.utf8.count ?? 0) + (sender.profile?.publicStatus?.utf8.count ?? 0)
    }
  }

  /// As much of a file as a webhook is sent.
  ///
  /// - Parameters:
  ///   - contact: the one that sends it.
  ///   - extra: data that the rule adds.
  ///   - time: when the rule ran.
  public init(
    of file: FileItem, _ contact: Contact, extra: JSONValue? = nil, for webhook: Webhook,
    at time: UnixMilliseconds
  ) {
    var sender = Sender(contact, naming: webhook.contact)
    let details = File.Details(file)
    switch webhook.send {
    case .full, .sealed:
      if webhook.contact != .pseudonym { sender.profile = Sender.Profile(contact) }
      let file = File(id: file.id, sender: sender, details: details)
      self.init(time: time, content: .file(file, extra: extra))
    case .message:
      let file = File(id: file.id, sender: sender, details: details)
      self.init(time: time, content: .file(file, extra: nil))
    case .thin:
      let file = File(id: file.id, sender: sender, details: nil)
      self.init(time: time, content: .file(file, extra: nil))
    case .notice: self = .notice(at: time)
    }
  }
}

extension WebhookEvent.File.Details {
  fileprivate init(_ file: FileItem) {
    direction = file.direction
    name = file.name.shown
    size = file.size
    state = file.state
    type = file.type
    digest = file.digest
    failure = file.failure
    at = file.at
  }
}
