import ToxWire

/// Lossless payloads on their way: those that were sent and are not acknowledged, followed by those
/// that wait for the congestion window.
///
/// - Spec: "Data packet", "Lossless packets"
struct SendWindow {
  private struct Packet {
    var payload: [UInt8]
    var sentAt: Instant
    var isResent: Bool
  }

  /// An empty slot was acknowledged out of turn, by a request list.
  private var ring: PacketRing<Packet>
  /// The number of the next payload to leave for the first time.
  private(set) var next: UInt32
  /// Sent and not acknowledged.
  private(set) var inFlight = 0
  private var payloadBytes = 0

  init(start: UInt32) {
    ring = PacketRing(start: start)
    next = start
  }

  /// The lowest number that the peer has not acknowledged.
  var start: UInt32 { ring.start }
  /// The number that the next payload gets.
  var end: UInt32 { ring.end }
  /// Payloads that were not yet sent.
  var queued: Int { Int(ring.end &- next) }
  /// All that are not acknowledged.
  var count: Int { ring.count }
  /// How many slots are allocated.
  var capacity: Int { ring.capacity }
  /// What all that is not acknowledged takes.
  var bytes: Int { payloadBytes + capacity * MemoryLayout<Packet?>.stride }

  /// Takes a payload and gives it its number.
  mutating func enqueue(_ payload: [UInt8]) -> UInt32 {
    let number = ring.end
    payloadBytes += payload.count
    ring.append(Packet(payload: payload, sentAt: .distantFuture, isResent: false))
    return number
  }

  /// Takes the next queued payload to send.
  mutating func takeQueued(now: Now) -> (payload: [UInt8], number: UInt32)? {
    guard queued > 0, let payload = ring[next]?.payload else { return nil }
    let number = next
    ring[number]?.sentAt = now.monotonic
    next &+= 1
    inFlight += 1
    return (payload, number)
  }

  /// What an acknowledgement brought.
  struct Acknowledgement {
    /// How many packets it was news for.
    var count = 0
    /// When the latest of them was sent. Nil where one was sent twice: the others may have waited
    /// for it, and the time says nothing about the path.
    var sentAt: Instant?
    fileprivate var hasResent = false
  }

  /// Whether the peer may name this number as the start of its buffer.
  func isPlausible(bufferStart: UInt32) -> Bool { bufferStart &- start <= next &- start }

  /// Whether the peer has this packet, which was sent.
  func isAcknowledged(_ number: UInt32) -> Bool {
    !ring.contains(number) || ring[number] == nil
  }

  /// Frees everything below `bufferStart`, which is plausible.
  mutating func acknowledge(below bufferStart: UInt32) -> Acknowledgement {
    var result = Acknowledgement()
    while ring.start != bufferStart {
      if let packet = ring[ring.start] { note(packet, in: &result) }
      ring.removeFirst()
    }
    return result
  }

  /// Frees what a request list shows to have arrived.
  ///
  /// - Parameter resend: called with each payload that is missing and has had the time to arrive,
  ///   and whether it is the first time.
  mutating func acknowledge(
    _ list: RequestList, from bufferStart: UInt32, resendAfter: Interval, now: Now,
    resend: (_ payload: [UInt8], _ number: UInt32, _ isFirst: Bool) -> Void
  ) -> Acknowledgement {
    var result = Acknowledgement()
    let sent = Int(next &- bufferStart)
    var offset = 0
    for missing in list.missing where missing < sent {
      free(offset..<missing, from: bufferStart, in: &result)
      offset = missing + 1
      let number = bufferStart &+ UInt32(missing)
      guard let packet = ring[number], now.monotonic - packet.sentAt >= resendAfter else {
        continue
      }
      markResent(number, now: now)
      resend(packet.payload, number, !packet.isResent)
    }
    free(offset..<max(offset, min(list.count, sent)), from: bufferStart, in: &result)
    return result
  }

  /// Takes the last sent payload once more, where it is not acknowledged: it tells the peer about
  /// all that went before.
  mutating func takeLast(now: Now) -> (payload: [UInt8], number: UInt32)? {
    let number = next &- 1
    guard ring.contains(number), let packet = ring[number] else { return nil }
    markResent(number, now: now)
    return (packet.payload, number)
  }

  private mutating func markResent(_ number: UInt32, now: Now) {
    ring[number]?.sentAt = now.monotonic
    ring[number]?.isResent = true
  }

  private mutating func free(
    _ offsets: Range<Int>, from bufferStart: UInt32, in result: inout Acknowledgement
  ) {
    for offset in offsets {
      if let packet = ring.replace(bufferStart &+ UInt32(offset), with: nil) {
        note(packet, in: &result)
      }
    }
  }

  private mutating func note(_ packet: Packet, in result: inout Acknowledgement) {
    inFlight -= 1
    payloadBytes -= packet.payload.count
    result.count += 1
    result.hasResent = result.hasResent || packet.isResent
    result.sentAt = result.hasResent ? nil : packet.sentAt
  }
}
