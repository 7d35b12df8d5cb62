/// What the files ask of the other machines. The node carries the notices out in order.
enum FileNotice: Hashable, Sendable {
  /// Tell the owner what concerns this contact, now or with its arrival.
  case tell(FriendID, Event)
  /// There is data to send in this session, or it may go on.
  case dataWaits(SessionID)
  /// This packet's acknowledgement need not wait for the owner.
  case release(SessionID, UInt32)
}
