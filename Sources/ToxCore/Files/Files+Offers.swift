import ToxWire

/// What contacts offer.
///
/// - Spec: "File transfers", FILE_SENDREQUEST 80
extension Files {
  /// An offer came. One that can't be taken is refused, so that its sender does not wait.
  ///
  /// - Differs: the reference is silent about a name that is too long.
  mutating func receiveOffer(
    _ payload: [UInt8], from friend: FriendID, on session: SessionID,
    sessions: inout some SessionSending, _ context: inout NodeContext
  ) {
    guard payload.count >= FileOffer.sizeMin else { return context.drops.count(.malformed) }
    let number = payload[1]
    let files = files(of: session, with: friend, context.limits)
    guard files.receiving[number] == nil else { return context.drops.count(.duplicate) }
    let refusal: Drop
    if let offer = try? FileOffer(decoding: payload) {
      if hasRoom(for: files, context.limits), mayOffer(friend, context) {
        return take(offer, from: files)
      }
      refusal = .overLimit
    } else {
      refusal = .malformed
    }
    context.drops.count(refusal)
    control(
      .kill, of: number, direction: .receiving, on: session, sessions: &sessions, &context)
  }

  private mutating func take(_ offer: FileOffer, from files: ContactFiles) {
    let file = ReceivingFile(generation: nextGeneration(), size: offer.size)
    insert(file, at: offer.number, of: files)
    guard let id = files.id(offer.number, .receiving) else { return }
    let details = FileOfferDetails(
      kind: FileKind(offer.fileKind), size: offer.size, fileID: offer.fileID, name: offer.name)
    tell(.fileOffered(id, details), of: files)
  }

  /// Whether a contact may have one more file open. Where all contacts together have many, those
  /// with few go on.
  private func hasRoom(for files: ContactFiles, _ limits: Limits) -> Bool {
    files.receiving.count < limits.filesPerContact
      && (receivingCount < limits.filesReceiving || files.receiving.count < Self.share)
  }

  /// How many files each contact may send in any case.
  private static let share = 4
}

extension FileKind {
  init(_ number: UInt32) {
    self =
      switch number {
      case 0: .data
      case FileOffer.avatarKind: .avatar
      default: .other(number)
      }
  }

  /// On the wire.
  var number: UInt32 {
    switch self {
    case .data: 0
    case .avatar: FileOffer.avatarKind
    case .other(let number): number
    }
  }
}
