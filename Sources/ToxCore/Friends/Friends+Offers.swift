import ToxWire

/// What a contact proposes and this node does not support: it is refused, so that the contact does
/// not wait for an answer, and the owner is told.
///
/// - Spec: "File transfers", "AV", "Group chats"
extension Friends {
  /// Handles a packet that is no part of talking.
  mutating func refuse(
    _ packet: FriendPacket, from index: Int, sessions: inout some SessionSending,
    _ context: inout NodeContext
  ) {
    context.drops.count(.unsupported)
    switch packet {
    case .callSignal(let signal) where signal.request == .invite:
      // Without it the caller's client rings without end.
      send(CallSignal(.pop), to: index, sessions: &sessions, &context)
      tellSparingly(.call(withVideo: signal.sendsVideo), of: index, &context)
    case .fileOffer(let offer):
      let refusal = FileControl(.kill, direction: .receiving, number: offer.number)
      send(refusal, to: index, sessions: &sessions, &context)
      // Clients offer their avatar whenever they come online, without any action of their user.
      guard offer.fileKind != FileOffer.avatarKind else { return }
      let file = FriendOffer.file(kind: offer.fileKind, size: offer.size, name: offer.name)
      tellSparingly(file, of: index, &context)
    case .conferenceInvitation: tellSparingly(.group(name: []), of: index, &context)
    case .groupInvitation(let group):
      tellSparingly(.group(name: group.name), of: index, &context)
    default: break
    }
  }

  /// The owner hears of a limited number, however many sessions the contact opens.
  private mutating func tellSparingly(
    _ offer: FriendOffer, of index: Int, _ context: inout NodeContext
  ) {
    var bucket = friends[index].offers ?? TokenBucket(context.limits.friendOffers)
    let isTold = bucket.take(context.now.monotonic)
    friends[index].offers = bucket
    guard isTold else { return context.drops.count(.overLimit) }
    tell(.offer(friends[index].id, offer), of: index, &context)
  }
}
