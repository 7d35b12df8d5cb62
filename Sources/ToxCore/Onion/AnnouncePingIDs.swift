import ToxCrypto
import ToxWire

/// Makes and checks the ping ids that we give to requesters.
///
/// A ping id proves that its holder receives what we send to that requester key over that exit hop:
/// an announcement costs its sender a round trip, and a forged address gains nothing.
///
/// - Spec: "Announce Request"
/// - Differs: the spec hashes the time and accepts the current and the next epoch; deployed nodes
///   use a keyed tag and accept the previous one. Only the node that made an id can tell.
struct AnnouncePingIDs {
  static let epochLength = Interval.seconds(300)

  private let key: AuthenticationKey

  init(_ key: AuthenticationKey) { self.key = key }

  /// What to give out now.
  func current(
    for requester: LongTermPublicKey, over exit: Endpoint, now: Now
  ) -> AnnouncePingID {
    make(for: requester, over: exit, epoch: Self.epoch(now))
  }

  /// Whether we gave it out in this epoch or the one before.
  func isValid(
    _ pingID: AnnouncePingID, of requester: LongTermPublicKey, over exit: Endpoint, now: Now
  ) -> Bool {
    let epoch = Self.epoch(now)
    return [epoch, epoch - 1].contains { epoch in
      let expected = make(for: requester, over: exit, epoch: epoch)
      return isEqualInConstantTime(expected.bytes32, pingID.bytes32)
    }
  }

  private static func epoch(_ now: Now) -> Int64 {
    now.monotonic.nanoseconds / epochLength.nanoseconds
  }

  private func make(
    for requester: LongTermPublicKey, over exit: Endpoint, epoch: Int64
  ) -> AnnouncePingID {
    var writer = Writer()
    writer.write(UInt64(bitPattern: epoch))
    writer.write(requester)
    writer.write(FixedEndpoint(.udp, exit))
    return AnnouncePingID(key.tag(writer.finish()))
  }
}
