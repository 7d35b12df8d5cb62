public import GatewayCore

/// Files both ways, without their bytes.
extension TrySession {
  /// In the order in which they were offered.
  public var files: [FileItem] { tried.items }

  /// Whether the rules have put it into the inbox.
  public func isKept(_ file: MessageID) -> Bool { tried.kept.contains(file) }

  /// Those that are new or have changed since.
  public func takeChangedFiles() -> [FileItem] { tried.takeChanged() }

  /// A contact offers a file that the rules may take.
  func offerFile(_ name: String, size: UInt64?, by contact: Contact) -> [Step] {
    let policy = bot.configuration.files
    let item = FileItem(
      id: state.nextMessage(), contact: contact.key, direction: .inbound, name: FileName(name),
      size: size, state: .offered, at: now)
    tried.add(item)
    guard size ?? 0 <= policy.sizeMax else {
      replies.notify(contact.key, policy.refusal(of: item.name, because: .overLimit))
      let refused = tried.end(item.id, .refused, because: .overLimit) ?? item
      waiting.append(.fileFailed(refused, contact, .overLimit))
      return work()
    }
    waiting.append(.file(item, contact))
    let steps = work()
    let hasFailed = steps.contains { $0.outcome.failure != nil }
    if policy.acceptance == .everyone, !hasFailed, tried[item.id]?.state == .offered {
      tried.change(item.id) { $0.state = .accepted }
    }
    return steps
  }

  /// All of the contact's oldest file comes that the bot has taken.
  ///
  /// - Parameter type: its media type by content.
  /// - Returns: nil where the bot has taken none.
  public func finishFile(by name: String, type: String) -> [Step]? {
    guard let (contact, item) = oldest(.inbound, by: name, in: [.accepted]) else { return nil }
    let policy = bot.configuration.files
    guard policy.takes(type: type) else {
      replies.notify(contact.key, policy.refusal(of: item.name, because: .type))
      return fail(item, of: contact, because: .type)
    }
    let whole = tried.change(item.id) {
      $0.state = .whole
      $0.size = $0.size ?? 0
      $0.position = $0.size ?? 0
      $0.type = type
      $0.digest = ContactKey(tryName: $0.name.claimed).bytes
    }
    waiting += whole.map { [.fileDone($0, contact)] } ?? []
    return work()
  }

  /// The contact cancels its oldest file that is not whole.
  public func cancelFile(by name: String) -> [Step]? {
    guard let (contact, item) = oldest(.inbound, by: name, in: [.offered, .accepted]) else {
      return nil
    }
    return fail(item, of: contact, because: .cancelledByContact)
  }

  /// The contact takes the oldest file that the bot sends it, or refuses it.
  ///
  /// - Returns: the name that it sees, and what the rules made of it; nil where there is none.
  public func answerFile(by name: String, takes: Bool) -> (file: String, steps: [Step])? {
    guard let (contact, item) = oldest(.outbound, by: name, in: [.waiting]) else { return nil }
    guard takes else {
      let failed = tried.end(item.id, .refused, because: .cancelledByContact) ?? item
      waiting.append(.fileFailed(failed, contact, .cancelledByContact))
      return (item.name.claimed, work())
    }
    let sent = tried.change(item.id) { $0.state = .whole }
    waiting += sent.map { [.fileDone($0, contact)] } ?? []
    return (item.name.claimed, work())
  }

  /// Carries out what a rule wants of a file.
  func applyToFiles(_ effect: Effect) {
    switch effect {
    case .acceptFile(let id): tried.change(id) { $0.state = .accepted }
    case .refuseFile(let id, let text):
      guard let item = tried.end(id, .refused, because: .cancelled) else { return }
      if let text { replies.tell(item.contact, text) }
    case .keepFile(let id): tried.keep(id)
    case .sendFile(let contact, let source, let name, _):
      let name = name.map(FileName.init) ?? self.name(of: source)
      tried.add(
        FileItem(
          id: state.nextMessage(), contact: contact, direction: .outbound, name: name, size: nil,
          state: .waiting, at: now))
    default: break
    }
  }

  private func name(of source: FileSource) -> FileName {
    switch source {
    case .path(let path): FileName(FileName(path).shown)
    case .stored(let id): tried[id]?.name ?? FileName("")
    }
  }

  private func oldest(
    _ direction: Item.Direction, by name: String, in states: Set<FileItem.State>
  ) -> (Contact, FileItem)? {
    let key = ContactKey(tryName: name)
    guard let contact = state.contacts[key],
      let item = tried.oldest(direction, of: key, in: states)
    else { return nil }
    return (contact, item)
  }

  private func fail(
    _ item: FileItem, of contact: Contact, because failure: FileFailure
  ) -> [Step] {
    let failed = tried.end(item.id, .ended, because: failure) ?? item
    waiting.append(.fileFailed(failed, contact, failure))
    return work()
  }
}
