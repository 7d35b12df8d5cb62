import ToxWire

/// Messages and their receipts.
///
/// - Spec: "Messenger", "Read receipts"
extension Friends {
  /// Sends a message of 1 to 1372 bytes, with a tail 1 to 1334, to a contact that is online.
  ///
  /// - Returns: the position that the receipt will name. Without a receipt before the contact goes
  ///   offline, the message may or may not have arrived.
  mutating func send(
    _ text: [UInt8], kind: MessageKind, tail: MessageTail?, to id: FriendID,
    sessions: inout some SessionSending, _ context: inout NodeContext
  ) throws(SendError) -> StreamPosition {
    guard let index = friends.index(of: id) else { throw .noSuchFriend }
    guard !text.isEmpty else { throw .empty }
    guard text.count <= Message.textSizeLimit(isTailed: tail != nil) else { throw .tooLong }
    guard case .online(let link) = friends[index].state else { throw .offline }
    let number: UInt32
    do {
      number = try sessions.send(
        Message(text, kind: kind, tail: tail).encoded(), on: link.session, &context)
    } catch {
      switch error {
      case .queueFull: throw .queueFull
      default: throw .offline
      }
    }
    link.unacknowledged.append(number)
    if tail != nil { link.tailsAwaited += 1 }
    return StreamPosition(session: link.session, number: number)
  }

  /// The peer took everything up to this number.
  mutating func sessionAcknowledged(
    _ session: SessionID, through number: UInt32, _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: session),
      let last = friends[index].link?.acknowledge(through: number)
    else { return }
    let position = StreamPosition(session: session, number: last)
    context.outputs.event(.receipt(friends[index].id, through: position))
  }

  /// The peer provably has our acknowledgement of the messages up to this number.
  mutating func sessionKnowsAcknowledgement(
    _ session: SessionID, through number: UInt32, _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: session) else { return }
    let position = StreamPosition(session: session, number: number)
    tell(.acknowledgementKnown(friends[index].id, through: position), of: index, &context)
  }

  /// The peer went from its address to relays, or back.
  mutating func sessionChangedRoute(_ session: SessionID, _ context: inout NodeContext) {
    guard let index = friends.index(of: session) else { return }
    tell(.friendChangedRoute(friends[index].id), of: index, &context)
  }

  /// The owner is done with everything up to this position: the acknowledgement may leave.
  mutating func consume(through position: StreamPosition, of id: FriendID) {
    guard let index = friends.index(of: id), friends[index].link?.session == position.session
    else { return }
    notify(.consume(position.session, through: position.number))
  }

  /// Tells the contact that a message with a tail was handled. Dropped where there is no room or no
  /// session: the contact sends such a message again, and is told again.
  mutating func acknowledge(
    _ tail: MessageTail, to id: FriendID, sessions: inout some SessionSending,
    _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: id), friends[index].isOnline else { return }
    send(MessageAcknowledgement(tail), to: index, sessions: &sessions, &context)
  }

  /// The contact says that it handled a message of ours. At most as many such receipts reach the
  /// owner as messages with a tail were sent in this session.
  mutating func hear(
    _ packet: MessageAcknowledgement, from index: Int, _ context: inout NodeContext
  ) {
    guard let link = friends[index].link, link.tailsAwaited > 0 else {
      return context.drops.count(.unsolicited)
    }
    link.tailsAwaited -= 1
    tell(
      .messageAcknowledged(friends[index].id, tailID: packet.tail.id), of: index, &context)
  }

  /// A payload does not reach the owner. Where it is a message, its acknowledgement must not wait
  /// for the owner.
  mutating func drop(
    _ payload: [UInt8], number: UInt32, from index: Int, as reason: Drop,
    _ context: inout NodeContext
  ) {
    context.drops.count(reason)
    guard let id = payload.first, PayloadID.messages.contains(id),
      let session = friends[index].link?.session
    else { return }
    notify(.drop(session, number))
  }
}
