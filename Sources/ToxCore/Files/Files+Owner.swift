import ToxWire

/// What the owner asks.
extension Files {
  mutating func offer(
    _ details: FileOfferDetails, to friend: FriendID, on session: SessionID,
    sessions: inout some SessionSending, _ context: inout NodeContext
  ) throws(OfferFileError) -> FileTransferID {
    guard details.name.count <= FileOffer.nameSizeLimit else { throw .nameTooLong }
    let files = files(of: session, with: friend, context.limits)
    guard files.sending.count < context.limits.filesPerContact, let number = files.sending.free
    else { throw .tooMany }
    let offer = FileOffer(
      number: number, fileKind: details.kind.number, size: details.size, fileID: details.fileID,
      name: details.name)
    do {
      _ = try sessions.send(offer.encoded(), on: session, &context)
    } catch {
      throw error == .queueFull ? .queueFull : .offline
    }
    let generation = nextGeneration()
    files.sending.insert(SendingFile(generation: generation, size: offer.size), at: number)
    return FileTransferID(
      contact: friend, direction: .sending, number: number, generation: generation)
  }

  mutating func accept(
    _ id: FileTransferID, from position: UInt64, sessions: inout some SessionSending,
    _ context: inout NodeContext
  ) throws(AcceptFileError) {
    guard id.direction == .receiving, let files = files(of: id),
      let file = files.receiving[id.number]
    else { throw .noSuchTransfer }
    guard file.state == .offered else { throw .alreadyAccepted }
    guard position == 0 || file.size.map({ position < $0 }) ?? true else {
      throw .positionPastEnd
    }
    do {
      if position > 0 {
        try steer(.seek(position), for: id, of: files, sessions: &sessions, &context)
      }
      try steer(.accept, for: id, of: files, sessions: &sessions, &context)
    } catch {
      throw error == .queueFull ? .queueFull : .noSuchTransfer
    }
    files.receiving[id.number]?.accept(from: position)
  }

  /// Refuses, takes back or ends. Of a file that comes no data is acknowledged from now on until
  /// the contact knows that it was cancelled, nor the last of one that is whole.
  mutating func cancel(
    _ id: FileTransferID, sessions: inout some SessionSending, _ context: inout NodeContext
  ) {
    guard let files = files(of: id) else { return }
    let kill = try? steer(.kill, for: id, of: files, sessions: &sessions, &context)
    if let kill, id.direction == .receiving,
      case .complete(let packet)? = files.receiving[id.number]?.state
    {
      remove(id.number, of: files)
      files.noteCancelled(id.number, by: kill)
      files.refuses(dataOf: id.number, in: packet)
    } else {
      end(id.number, id.direction, of: files, as: nil)
      if id.direction == .receiving { files.noteCancelled(id.number, by: kill) }
    }
  }

  /// Holds a transfer that is under way, or lets it go on.
  mutating func setPause(
    _ id: FileTransferID, isOn: Bool, sessions: inout some SessionSending,
    _ context: inout NodeContext
  ) {
    guard let files = files(of: id),
      files.setPause(.ours, isOn: isOn, of: id.number, id.direction)
    else { return }
    _ = try? steer(isOn ? .pause : .accept, for: id, of: files, sessions: &sessions, &context)
    tell(isOn ? .filePaused(id, byPeer: false) : .fileResumed(id, byPeer: false), of: files)
    if id.direction == .sending { goOn(id.number, of: files) }
  }

  /// The answer to `Event.fileWritable`.
  mutating func write(
    _ bytes: [UInt8], isLast: Bool, to id: FileTransferID
  ) throws(WriteFileError) {
    guard id.direction == .sending, let files = files(of: id) else { throw .noSuchTransfer }
    try files.sending[id.number]?.write(bytes, isLast: isLast)
    goOn(id.number, of: files)
  }

  /// - Returns: the number of the packet.
  @discardableResult
  private func steer(
    _ action: FileControl.Action, for id: FileTransferID, of files: ContactFiles,
    sessions: inout some SessionSending, _ context: inout NodeContext
  ) throws(SessionSendError) -> UInt32 {
    let packet = FileControl(action, direction: id.direction.onWire, number: id.number)
    return try sessions.send(packet.encoded(), on: files.session, &context)
  }
}
