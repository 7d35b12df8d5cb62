import GatewayCore
import ToxCore
import ToxWire

/// Shows the bot's avatar to its contacts: offers it to each one that comes online. A client that
/// has a picture with this hash refuses it.
///
/// Used on the loop only, or on the thread that plays it.
final class AvatarCarrier: @unchecked Sendable {
  private let perform: @Sendable (@escaping FileCarrier.Work) -> Void
  /// nil where contacts need not be told anything.
  private var avatar: Avatar?
  private var online: Set<FriendID> = []
  /// What is offered or under way.
  private var transfers: [FileTransferID: Avatar] = [:]

  /// qTox takes the ending for what it is; other clients show no name.
  private static let name = Array("avatar.png".utf8)

  /// - Parameter perform: does work on the node, on its loop.
  init(perform: @escaping @Sendable (@escaping FileCarrier.Work) -> Void) {
    self.perform = perform
  }

  /// Shows another avatar, also to the contacts that are online. Where there is none any more, they
  /// are told so.
  func use(_ new: Avatar?, on node: inout ToxNode, now: Now) {
    let new = new ?? avatar.map { _ in .none }
    guard new != avatar else { return }
    avatar = new
    for transfer in transfers.keys { node.cancelFile(transfer, now: now) }
    transfers = [:]
    for friend in online.sorted() { offer(to: friend, on: &node, now: now) }
  }

  /// A contact was removed.
  func forget(_ friend: FriendID) { online.remove(friend) }

  /// - Returns: whether the event concerns an avatar alone.
  func handle(_ event: Event) -> Bool {
    switch event {
    case .friendOnline(let friend):
      online.insert(friend)
      if avatar != nil { perform { node, now in self.offer(to: friend, on: &node, now: now) } }
      return false
    case .friendOffline(let friend):
      online.remove(friend)
      return false
    case .fileAccepted(let transfer, _), .filePaused(let transfer, _),
      .fileResumed(let transfer, _):
      return transfers[transfer] != nil
    case .fileWritable(let transfer, let position, let count):
      guard let avatar = transfers[transfer] else { return false }
      let bytes = Array(avatar.bytes.dropFirst(Int(clamping: position)).prefix(count))
      perform { node, now in try? node.writeFile(transfer, bytes: bytes, now: now) }
      return true
    case .fileSent(let transfer), .fileEnded(let transfer, _):
      return transfers.removeValue(forKey: transfer) != nil
    default: return false
    }
  }

  /// A contact that has no room for one more offer gets it when it comes online again.
  private func offer(to friend: FriendID, on node: inout ToxNode, now: Now) {
    guard let avatar, online.contains(friend) else { return }
    let transfer = try? node.offerFile(
      to: friend, kind: .avatar, size: UInt64(avatar.bytes.count),
      fileID: Bytes32(avatar.digest.span), name: Self.name, now: now)
    if let transfer { transfers[transfer] = avatar }
  }
}
