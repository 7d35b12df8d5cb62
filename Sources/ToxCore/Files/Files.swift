import DequeModule
import ToxWire

/// The files that contacts send us and that we send them: offers, seeking, pauses, data and ends.
///
/// Holds no whole file: what comes is told to the owner in the turn in which it came, and what
/// leaves is asked for while there is room. Data leave when the sessions have nothing else to send
/// (`BulkSource`). Everything of a session is over with it; its sender offers a file again with the
/// same file id, and its receiver says where to go on.
///
/// - Spec: "File transfers"
struct Files {
  private var bySession: [SessionID: ContactFiles] = [:]
  private var byFriend: [FriendID: ContactFiles] = [:]
  /// Offers of each contact that may still reach the owner, however many sessions it opens.
  private var budgets: [FriendID: TokenBucket] = [:]
  var untold = UntoldData()
  /// Files that contacts offer or send.
  private(set) var receivingCount = 0
  private var generation: UInt64 = 0
  private var notices: Deque<FileNotice> = []

  mutating func nextNotice() -> FileNotice? { notices.popFirst() }

  mutating func notify(_ notice: FileNotice) { notices.append(notice) }

  mutating func tell(_ event: Event, of files: ContactFiles) {
    notify(.tell(files.friend, event))
  }

  // MARK: Finding

  /// The files of a session; nil where there was none in it.
  func files(of session: SessionID) -> ContactFiles? { bySession[session] }

  /// The files that a transfer's id belongs to; nil where the transfer is over.
  func files(of id: FileTransferID) -> ContactFiles? {
    guard let files = byFriend[id.contact], files.id(id.number, id.direction) == id else {
      return nil
    }
    return files
  }

  /// The files of a session, in which there may have been none.
  mutating func files(
    of session: SessionID, with friend: FriendID, _ limits: Limits
  ) -> ContactFiles {
    if let files = bySession[session] { return files }
    if let former = byFriend[friend] { end(former.session) }
    let files = ContactFiles(with: friend, in: session, limits)
    bySession[session] = files
    byFriend[friend] = files
    return files
  }

  /// A contact offers a file under a number that is free.
  mutating func insert(_ file: ReceivingFile, at number: UInt8, of files: ContactFiles) {
    files.receiving.insert(file, at: number)
    receivingCount += 1
  }

  mutating func nextGeneration() -> UInt64 {
    generation += 1
    return generation
  }

  /// Whether one more offer of the contact may reach the owner.
  mutating func mayOffer(_ friend: FriendID, _ context: borrowing NodeContext) -> Bool {
    var budget = budgets[friend] ?? TokenBucket(context.limits.fileOffers)
    defer { budgets[friend] = budget }
    return budget.take(context.now.monotonic)
  }

  // MARK: Ending

  /// The contact went offline, or its session ended: nothing of it goes on.
  mutating func end(_ session: SessionID) {
    guard let files = bySession.removeValue(forKey: session) else { return }
    byFriend[files.friend] = nil
    for number in files.sending.numbers { end(number, .sending, of: files, as: .disconnected) }
    for number in files.receiving.numbers {
      end(number, .receiving, of: files, as: .disconnected)
    }
  }

  /// A contact was removed.
  mutating func forget(_ friend: FriendID) {
    if let files = byFriend[friend] { end(files.session) }
    budgets[friend] = nil
  }

  /// Ends one transfer and tells the owner, unless it asked for it or has the whole file.
  mutating func end(
    _ number: UInt8, _ direction: FileTransferID.Direction, of files: ContactFiles,
    as end: FileEnd?
  ) {
    guard let id = files.id(number, direction) else { return }
    switch direction {
    case .sending:
      files.leaveTurns(number)
      files.finishing.removeAll { $0 == number }
      files.sending.remove(number)
    case .receiving:
      if end != nil { tellData(of: number, files) }
      guard case .complete(let packet)? = remove(number, of: files)?.state else { break }
      return notify(.release(files.session, packet))
    }
    if let end { tell(.fileEnded(id, end), of: files) }
  }

  /// Forgets a file that a contact offered, and leaves what it holds of the session alone.
  @discardableResult
  mutating func remove(_ number: UInt8, of files: ContactFiles) -> ReceivingFile? {
    receivingCount -= 1
    files.complete.removeAll { $0 == number }
    return files.receiving.remove(number)
  }

  /// Tells the contact something about a file. A session that can't take it is about to end.
  ///
  /// - Returns: the packet's number.
  @discardableResult
  func control(
    _ action: FileControl.Action, of number: UInt8, direction: FileControl.Direction,
    on session: SessionID, sessions: inout some SessionSending, _ context: inout NodeContext
  ) -> UInt32? {
    let packet = FileControl(action, direction: direction, number: number)
    return try? sessions.send(packet.encoded(), on: session, &context)
  }
}

extension FileTransferID.Direction {
  /// The same on the wire.
  var onWire: FileControl.Direction {
    switch self {
    case .sending: .sending
    case .receiving: .receiving
    }
  }
}
