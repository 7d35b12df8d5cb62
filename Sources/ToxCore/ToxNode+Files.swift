public import ToxWire

/// Files: what the owner asks, and how packets reach them.
extension ToxNode {
  /// Offers a file to a contact that is online. Its data are asked for, by `Event.fileWritable`,
  /// once the contact has accepted.
  ///
  /// - Parameters:
  ///   - size: in bytes; nil: a stream, whose end is written later.
  ///   - fileID: the same in each offer of the same file, so that the contact can resume it.
  ///   - name: at most 255 bytes, without a path.
  public mutating func offerFile(
    to contact: FriendID, kind: FileKind = .data, size: UInt64?, fileID: Bytes32, name: [UInt8],
    now: Now
  ) throws(OfferFileError) -> FileTransferID {
    context.now = now
    guard friends.key(of: contact) != nil else { throw .noSuchFriend }
    guard let session = friends.onlineSession(of: contact) else { throw .offline }
    let details = FileOfferDetails(kind: kind, size: size, fileID: fileID, name: name)
    let id = try files.offer(
      details, to: contact, on: session, sessions: &sessions, &context)
    route()
    return id
  }

  /// Accepts a file that a contact offered.
  ///
  /// - Parameter position: where it is to begin, below its size: what is before it was received
  ///   earlier.
  public mutating func acceptFile(
    _ id: FileTransferID, from position: UInt64 = 0, now: Now
  ) throws(AcceptFileError) {
    context.now = now
    try files.accept(id, from: position, sessions: &sessions, &context)
    route()
  }

  /// A file that was received is safe: the acknowledgement of its last data may leave, as soon as
  /// the messages before it are handled.
  public mutating func consumeFile(_ id: FileTransferID, now: Now) {
    context.now = now
    files.consume(id)
    route()
  }

  /// Refuses a contact's file, takes ours back, or ends a transfer. A whole file that was not
  /// consumed is cancelled at its sender too: its last data is acknowledged after that.
  public mutating func cancelFile(_ id: FileTransferID, now: Now) {
    context.now = now
    files.cancel(id, sessions: &sessions, &context)
    route()
  }

  /// Holds a transfer that is under way. Of a file that we receive, data that is under way still
  /// comes: as much as `Limits.filePausedBytes`, with more the transfer ends.
  public mutating func pauseFile(_ id: FileTransferID, now: Now) {
    context.now = now
    files.setPause(id, isOn: true, sessions: &sessions, &context)
    route()
  }

  /// Ends our pause.
  public mutating func resumeFile(_ id: FileTransferID, now: Now) {
    context.now = now
    files.setPause(id, isOn: false, sessions: &sessions, &context)
    route()
  }

  /// Answers `Event.fileWritable` with bytes from its position on, as many as it asked for or
  /// fewer.
  ///
  /// - Parameter isLast: ends a stream; then there may be no bytes.
  public mutating func writeFile(
    _ id: FileTransferID, bytes: [UInt8], isLast: Bool = false, now: Now
  ) throws(WriteFileError) {
    context.now = now
    try files.write(bytes, isLast: isLast, to: id)
    route()
  }

  // MARK: From the network

  /// A lossless payload came, in order: files or contacts take it.
  mutating func sessionReceived(_ session: SessionID, payload: [UInt8], number: UInt32) {
    switch payload.first {
    case FileData.kind: fileDataReceived(session, payload: payload, number: number)
    case FileControl.kind where files.files(of: session) != nil:
      files.receiveControl(payload, on: session, sessions: &sessions, &context)
    case FileOffer.kind where context.limits.takesFiles:
      guard let friend = friends.present(in: session) else {
        return context.drops.count(.notOnline)
      }
      files.receiveOffer(payload, from: friend, on: session, sessions: &sessions, &context)
    default:
      if payload.first == Offline.kind { files.end(session) }
      friends.sessionReceived(
        session, payload: payload, number: number, sessions: &sessions, &context)
    }
  }

  private mutating func fileDataReceived(
    _ session: SessionID, payload: [UInt8], number: UInt32
  ) {
    if let known = files.files(of: session) {
      let isKept = files.receiveData(
        payload, number: number, of: known, sessions: &sessions, &context)
      if isKept { return }
    } else {
      friends.sessionReceived(
        session, payload: payload, number: number, sessions: &sessions, &context)
    }
    sessions.release(number, of: session, &context)
  }

  mutating func route(_ notice: FileNotice) {
    switch notice {
    case .tell(let friend, let event): friends.tell(event, of: friend, &context)
    case .dataWaits(let session): sessions.bulkCame(for: session)
    case .release(let session, let number): sessions.release(number, of: session, &context)
    }
  }
}
