import ToxCore
import ToxWire

/// What people do with files: they take each, resume what was cut off, and offer theirs again until
/// they were received.
extension Simulation {
  /// Sends files as soon as the peer is there, and again where a transfer was cut off.
  public mutating func sendFiles(
    _ count: Int, ofSize size: UInt64, asStreams isStream: Bool, from id: NodeID, to peer: NodeID
  ) {
    guard let index = nodes[id.index].person.index(of: publicKey(of: peer)) else { return }
    let sender = publicKey(of: id).bytes32
    for _ in 0..<count {
      let number = nodes[id.index].person.contacts[index].files.outgoing.count + 1
      let fileID = Bytes32(words: (sender.word0, sender.word1, sender.word2, UInt64(number)))
      nodes[id.index].person.contacts[index].files.outgoing.append(
        FileExchange.OutgoingFile(
          content: FileContent(fileID: fileID, size: size), isStream: isStream))
    }
    offerFiles(index, at: id)
  }

  /// Holds each transfer with a contact, or lets all go on.
  public mutating func setPause(_ isOn: Bool, of peer: NodeID, at id: NodeID) {
    guard let index = nodes[id.index].person.index(of: publicKey(of: peer)) else { return }
    nodes[id.index].person.contacts[index].files.isPaused = isOn
    let files = nodes[id.index].person.contacts[index].files
    for transfer in files.outgoing.map(\.transfer) + files.incoming.map(\.transfer) {
      if let transfer { setPause(isOn, of: transfer, at: id) }
    }
  }

  private mutating func setPause(_ isOn: Bool, of transfer: FileTransferID, at id: NodeID) {
    perform(on: id) { node, now in
      if isOn {
        node.pauseFile(transfer, now: now)
      } else {
        node.resumeFile(transfer, now: now)
      }
    }
  }

  /// Offers what the contact does not have.
  mutating func offerFiles(_ index: Int, at id: NodeID) {
    let contact = nodes[id.index].person.contacts[index]
    guard contact.isOnline, let friend = contact.friend else { return }
    for (number, file) in contact.files.outgoing.enumerated()
    where !file.isSent && file.transfer == nil {
      let size = file.isStream ? nil : file.content.size
      let transfer = perform(on: id) { node, now in
        try? node.offerFile(
          to: friend, size: size, fileID: file.content.fileID, name: [UInt8]("file".utf8), now: now)
      }
      nodes[id.index].person.contacts[index].files.outgoing[number].transfer = transfer ?? nil
    }
  }

  // MARK: What the node says

  mutating func handleFile(_ event: Event, at id: NodeID) {
    switch event {
    case .fileOffered(let transfer, let details): take(transfer, details, at: id)
    case .fileData(let transfer, let position, let bytes):
      updateIncoming(transfer, at: id) { file in
        file.isExact =
          file.isExact && file.position == position
          && FileContent.matches(bytes, of: file.fileID, at: position)
        file.position = position + UInt64(bytes.count)
      }
    case .fileReceived(let transfer, let size, _):
      updateIncoming(transfer, at: id) { file in
        file.isExact = file.isExact && file.position == size
        file.isHeld = true
      }
      consumeWholeFiles(of: transfer.contact, at: id)
    case .fileAccepted(let transfer, _): pauseWherePaused(transfer, at: id)
    case .fileWritable(let transfer, let position, let count):
      write(transfer, position: position, count: count, at: id)
    case .fileSent(let transfer):
      updateOutgoing(transfer, at: id) { file in
        file.isSent = true
        file.transfer = nil
      }
    case .fileEnded(let transfer, _):
      updateOutgoing(transfer, at: id) { $0.transfer = nil }
      updateIncoming(transfer, at: id) { $0.transfer = nil }
    default: break
    }
  }

  /// Takes a file, from where it was cut off. One that is there whole ends well with its last byte.
  private mutating func take(
    _ transfer: FileTransferID, _ details: FileOfferDetails, at id: NodeID
  ) {
    guard let index = nodes[id.index].person.index(of: transfer.contact) else { return }
    var files = nodes[id.index].person.contacts[index].files
    let known = files.incoming.firstIndex { $0.fileID == details.fileID }
    if known == nil {
      files.incoming.append(FileExchange.IncomingFile(fileID: details.fileID))
    }
    let place = known ?? files.incoming.count - 1
    let last = details.size.map { $0 == 0 ? 0 : $0 - 1 } ?? .max
    let position = min(files.incoming[place].position, last)
    files.incoming[place].position = position
    files.incoming[place].transfer = transfer
    nodes[id.index].person.contacts[index].files = files
    perform(on: id) { node, now in try? node.acceptFile(transfer, from: position, now: now) }
    pauseWherePaused(transfer, at: id)
  }

  private mutating func pauseWherePaused(_ transfer: FileTransferID, at id: NodeID) {
    guard let index = nodes[id.index].person.index(of: transfer.contact),
      nodes[id.index].person.contacts[index].files.isPaused
    else { return }
    setPause(true, of: transfer, at: id)
  }

  private mutating func write(
    _ transfer: FileTransferID, position: UInt64, count: Int, at id: NodeID
  ) {
    guard let index = nodes[id.index].person.index(of: transfer.contact) else { return }
    let files = nodes[id.index].person.contacts[index].files
    guard let place = files.outgoingIndex(of: transfer) else { return }
    let content = files.outgoing[place].content
    let bytes = content.bytes(at: position, count: count)
    let isLast = position + UInt64(bytes.count) == content.size
    perform(on: id) { node, now in
      try? node.writeFile(transfer, bytes: bytes, isLast: isLast, now: now)
    }
  }

  /// Acknowledges the files whose last data came, where the person consumes.
  mutating func consumeWholeFiles(of friend: FriendID, at id: NodeID) {
    guard let index = nodes[id.index].person.index(of: friend),
      nodes[id.index].person.contacts[index].isConsumed
    else { return }
    for place in nodes[id.index].person.contacts[index].files.incoming.indices {
      let file = nodes[id.index].person.contacts[index].files.incoming[place]
      guard file.isHeld, let transfer = file.transfer else { continue }
      nodes[id.index].person.contacts[index].files.incoming[place].isHeld = false
      nodes[id.index].person.contacts[index].files.incoming[place].isWhole = true
      perform(on: id) { node, now in node.consumeFile(transfer, now: now) }
    }
  }

  private mutating func updateIncoming(
    _ transfer: FileTransferID, at id: NodeID, _ change: (inout FileExchange.IncomingFile) -> Void
  ) {
    guard let index = nodes[id.index].person.index(of: transfer.contact),
      let place = nodes[id.index].person.contacts[index].files.incomingIndex(of: transfer)
    else { return }
    change(&nodes[id.index].person.contacts[index].files.incoming[place])
  }

  private mutating func updateOutgoing(
    _ transfer: FileTransferID, at id: NodeID, _ change: (inout FileExchange.OutgoingFile) -> Void
  ) {
    guard let index = nodes[id.index].person.index(of: transfer.contact),
      let place = nodes[id.index].person.contacts[index].files.outgoingIndex(of: transfer)
    else { return }
    change(&nodes[id.index].person.contacts[index].files.outgoing[place])
  }
}
