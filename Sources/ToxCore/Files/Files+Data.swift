import ToxWire

/// Data of files, in both directions.
///
/// - Spec: "File transfers", FILE_DATA 82
extension Files {
  // MARK: Coming

  /// A packet with data came. What comes in one turn is told together.
  ///
  /// - Returns: whether the packet's acknowledgement waits for the owner: the file is whole.
  mutating func receiveData(
    _ payload: [UInt8], number: UInt32, of files: ContactFiles,
    sessions: inout some SessionSending, _ context: inout NodeContext
  ) -> Bool {
    guard FileData.sizes.contains(payload.count) else {
      context.drops.count(.malformed)
      return false
    }
    let file = payload[1]
    var excess = 0
    guard
      let outcome = files.receiving[file]?.take(
        payload, pausedBytesMax: context.limits.filePausedBytes, excess: &excess),
      outcome != .unexpected
    else {
      context.drops.count(.unsolicited)
      return files.refuses(dataOf: file, in: number)
    }
    if excess > 0 { context.drops.count(.overLimit) }
    switch outcome {
    case .unexpected: break
    case .goesOn(let isFirst):
      if isFirst { untold.note(file, of: files) }
      if files.receiving[file]?.untoldCount ?? 0 >= Self.untoldMax { tellData(of: file, files) }
    case .ended(isWhole: true):
      complete(file, of: files, in: number)
      return true
    case .ended(isWhole: false):
      let kill = control(
        .kill, of: file, direction: .receiving, on: files.session, sessions: &sessions, &context)
      end(file, .receiving, of: files, as: .cutShort)
      files.noteCancelled(file, by: kill)
      return files.refuses(dataOf: file, in: number)
    case .unpaused:
      cutOff(file, direction: .receiving, of: files, sessions: &sessions, &context)
      return files.refuses(dataOf: file, in: number)
    }
    return false
  }

  private static let untoldMax = 64 << 10

  private mutating func complete(_ file: UInt8, of files: ContactFiles, in number: UInt32) {
    tellData(of: file, files)
    files.receiving[file]?.state = .complete(number)
    files.complete.append(file)
    guard let id = files.id(file, .receiving), let size = files.receiving[file]?.position else {
      return
    }
    let position = StreamPosition(session: files.session, number: number)
    tell(.fileReceived(id, size: size, at: position), of: files)
  }

  /// Tells the owner what came for one file.
  mutating func tellData(of file: UInt8, _ files: ContactFiles) {
    guard let id = files.id(file, .receiving),
      let (position, bytes) = files.receiving[file]?.takeUntold()
    else { return }
    tell(.fileData(id, position: position, bytes: bytes), of: files)
  }

  /// Tells the owner all that came since the last time.
  ///
  /// - Returns: whether anything did.
  mutating func tellData() -> Bool {
    let all = untold.takeAll()
    for (files, file) in all { tellData(of: file, files) }
    return !all.isEmpty
  }

  /// A whole file is safe with the owner.
  mutating func consume(_ id: FileTransferID) {
    guard id.direction == .receiving, let files = files(of: id),
      files.complete.contains(id.number)
    else { return }
    end(id.number, .receiving, of: files, as: nil)
  }

  // MARK: Leaving

  /// Lets a file that we send go on, as far as it can: data leave, the owner is asked for more.
  mutating func goOn(_ number: UInt8, of files: ContactFiles) {
    askOwner(for: number, of: files)
    files.queue(number)
    notify(.dataWaits(files.session))
  }

  private mutating func askOwner(for number: UInt8, of files: ContactFiles) {
    guard let (position, count) = files.sending[number]?.ask(), let id = files.id(number, .sending)
    else { return }
    tell(.fileWritable(id, position: position, count: count), of: files)
  }

  /// The contact acknowledged everything up to this number.
  mutating func acknowledged(through number: UInt32, on session: SessionID) {
    guard let files = files(of: session) else { return }
    for packet in files.releasedData(through: number) { notify(.release(session, packet)) }
    for file in files.finishing {
      guard case .finishing(let last)? = files.sending[file]?.state, last.isAtOrBefore(number),
        let id = files.id(file, .sending)
      else { continue }
      end(file, .sending, of: files, as: nil)
      tell(.fileSent(id), of: files)
    }
  }
}

extension Files: BulkSource {
  func hasBulk(for session: SessionID) -> Bool { files(of: session)?.turns.isEmpty == false }

  mutating func nextBulk(for session: SessionID, number: UInt32) -> [UInt8]? {
    guard let files = files(of: session), let file = files.nextTurn() else { return nil }
    let packet = files.sending[file]?.takePacket(as: file, number: number)
    if case .finishing? = files.sending[file]?.state { files.finishing.append(file) }
    files.queue(file)
    askOwner(for: file, of: files)
    return packet
  }
}
