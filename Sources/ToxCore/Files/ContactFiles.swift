import DequeModule

/// The files of one contact's present session.
///
/// A reference, held by the table alone: each packet changes it in place.
final class ContactFiles {
  let friend: FriendID
  let session: SessionID
  var receiving = FileTable<ReceivingFile>()
  var sending = FileTable<SendingFile>()
  /// Numbers of sent files of which a packet can leave: one packet each in turn.
  private(set) var turns: Deque<UInt8> = []
  /// Numbers of sent files whose last data is not acknowledged.
  var finishing: [UInt8] = []
  /// Numbers of received files whose last data the owner has not consumed.
  var complete: [UInt8] = []
  /// Data of files that are not kept. They are acknowledged once the contact has read that the file
  /// was cancelled, so that its client does not call it received.
  private var refused: [RefusedData] = []
  /// Files that we cancelled while their data came, until the contact has read that. One for each
  /// number at most.
  private var cancelled: [CancelledFile] = []
  /// Changes of pauses that it may still make.
  var pauses: TokenBucket

  private struct RefusedData {
    /// The packet with data, which is held.
    let packet: UInt32
    /// The packet that cancels the file.
    let kill: UInt32
  }

  private struct CancelledFile {
    let number: UInt8
    /// The packet that cancels it.
    let kill: UInt32
  }

  init(with friend: FriendID, in session: SessionID, _ limits: Limits) {
    self.friend = friend
    self.session = session
    pauses = TokenBucket(limits.filePauses)
  }

  func id(_ number: UInt8, _ direction: FileTransferID.Direction) -> FileTransferID? {
    let generation =
      switch direction {
      case .sending: sending[number]?.generation
      case .receiving: receiving[number]?.generation
      }
    return generation.map {
      FileTransferID(contact: friend, direction: direction, number: number, generation: $0)
    }
  }

  /// Changes one side's pause of a file that is under way.
  ///
  /// - Returns: false where it is not under way, or that is no change.
  func setPause(
    _ side: FilePause, isOn: Bool, of number: UInt8, _ direction: FileTransferID.Direction
  ) -> Bool {
    let pause: FilePause? =
      switch direction {
      case .sending where sending[number]?.state == .running: sending[number]?.pause
      case .receiving where receiving[number]?.state == .running: receiving[number]?.pause
      default: nil
      }
    guard let pause, pause.contains(side) != isOn else { return false }
    let changed = pause.symmetricDifference(side)
    switch direction {
    case .sending: sending[number]?.pause = changed
    case .receiving: receiving[number]?.pause = changed
    }
    return true
  }

  // MARK: Cancelled files

  /// Data of a file may come for some time after it was cancelled.
  ///
  /// - Parameter kill: the packet that cancels it; nil where it did not leave.
  func noteCancelled(_ number: UInt8, by kill: UInt32?) {
    cancelled.removeAll { $0.number == number }
    if let kill { cancelled.append(CancelledFile(number: number, kill: kill)) }
  }

  /// Data came for a file that is not there. Those behind the first need not be held: they are
  /// acknowledged with it.
  ///
  /// - Returns: whether the packet is held.
  @discardableResult
  func refuses(dataOf number: UInt8, in packet: UInt32) -> Bool {
    guard receiving[number] == nil,
      let index = cancelled.firstIndex(where: { $0.number == number })
    else { return false }
    refused.append(RefusedData(packet: packet, kill: cancelled.remove(at: index).kill))
    return true
  }

  /// The contact has read everything up to this number.
  ///
  /// - Returns: packets that need not be held any more.
  func releasedData(through number: UInt32) -> [UInt32] {
    cancelled.removeAll { $0.kill.isAtOrBefore(number) }
    let released = refused.filter { $0.kill.isAtOrBefore(number) }.map(\.packet)
    refused.removeAll { $0.kill.isAtOrBefore(number) }
    return released
  }

  // MARK: Turns

  /// Puts a file at the end of the queue where a packet of it can leave, and else out of it.
  func queue(_ number: UInt8) {
    guard sending[number]?.canSend == true else { return leaveTurns(number) }
    guard sending[number]?.takesTurns == false else { return }
    sending[number]?.takesTurns = true
    turns.append(number)
  }

  /// Takes the file whose turn it is.
  func nextTurn() -> UInt8? {
    guard let number = turns.popFirst() else { return nil }
    sending[number]?.takesTurns = false
    return number
  }

  func leaveTurns(_ number: UInt8) {
    guard sending[number]?.takesTurns == true else { return }
    turns.removeAll { $0 == number }
    sending[number]?.takesTurns = false
  }
}
