import ToxWire

/// Which of our acknowledgements the peer provably has.
///
/// Each packet of ours names the start of our receive buffer, and so acknowledges everything below.
/// Sending it proves nothing. Once the peer acknowledges a lossless packet, it has read what that
/// packet said when it was first sent: the packet is the carrier of that acknowledgement.
///
/// The owner needs to know it for messages, since a peer sends again what it has no acknowledgement
/// for. Where no data follows a consumed message, the channel sends a packet of its own.
struct AcknowledgementProof {
  private struct Carrier {
    var number: UInt32
    var bufferStart: UInt32
  }

  /// The carrier that the peer has not acknowledged, and the newest one after it that acknowledges
  /// more.
  private var oldest: Carrier?
  private var newest: Carrier?
  /// The peer knows that everything below is acknowledged.
  private var provenStart: UInt32
  /// The number behind the last message that was consumed.
  private var consumedEnd: UInt32
  /// The number behind the last message that was reported.
  private var reportedEnd: UInt32
  /// Whether relays brought the peer's last lossless packet.
  private var cameOverRelay: Bool?
  /// A change of the route was reported since the last proof.
  private var hasReportedRoute = false

  init(start: UInt32) {
    provenStart = start
    consumedEnd = start
    reportedEnd = start
  }

  /// The owner is done with the messages up to this number.
  mutating func consumed(through number: UInt32) { consumedEnd = number &+ 1 }

  /// Whether no lossless packet has carried the acknowledgement of consumed messages yet.
  func wantsCarrier(bufferStart: UInt32) -> Bool {
    let end = consumedEnd.isAtOrBefore(bufferStart) ? consumedEnd : bufferStart
    return !end.isAtOrBefore(toldStart)
  }

  private var toldStart: UInt32 {
    newest?.bufferStart ?? oldest?.bufferStart ?? provenStart
  }

  /// A lossless packet leaves for the first time.
  mutating func sent(_ number: UInt32, bufferStart: UInt32) {
    guard !bufferStart.isAtOrBefore(toldStart) else { return }
    let carrier = Carrier(number: number, bufferStart: bufferStart)
    if oldest == nil { oldest = carrier } else { newest = carrier }
  }

  /// The peer acknowledged packets of ours.
  ///
  /// - Returns: the last message whose acknowledgement the peer now has, where that is news.
  mutating func acknowledged(in window: borrowing SendWindow) -> UInt32? {
    if let carrier = newest, window.isAcknowledged(carrier.number) {
      provenStart = carrier.bufferStart
      oldest = nil
      newest = nil
    } else if let carrier = oldest, window.isAcknowledged(carrier.number) {
      provenStart = carrier.bufferStart
      oldest = newest
      newest = nil
    }
    let end = consumedEnd.isAtOrBefore(provenStart) ? consumedEnd : provenStart
    guard !end.isAtOrBefore(reportedEnd) else { return nil }
    reportedEnd = end
    hasReportedRoute = false
    return end &- 1
  }

  /// A lossless packet of the peer came, over relays or straight.
  ///
  /// - Parameter holds: whether messages wait for the owner.
  /// - Returns: whether the owner should know that the peer talks over another route than before:
  ///   it may send messages again. Once until the next proof.
  mutating func packetCame(isRelayed: Bool, holds: Bool) -> Bool {
    defer { cameOverRelay = isRelayed }
    guard let cameOverRelay, cameOverRelay != isRelayed else { return false }
    let isInDoubt = holds || !consumedEnd.isAtOrBefore(reportedEnd)
    defer { hasReportedRoute = hasReportedRoute || isInDoubt }
    return isInDoubt && !hasReportedRoute
  }
}
