import ToxWire

/// The receiving side: puts lossless payloads in order, delivers each once, and holds the
/// acknowledgement of messages back until they are consumed.
///
/// Three numbers: below `bufferStart` all is acknowledged; below `deliveryNext` all was delivered;
/// below `end` all is known to have been sent. Holes lie between the last two.
///
/// - Spec: "Data packet", "Lossless packets"
struct ReceiveWindow {
  /// What is known of one number; an empty slot is a hole.
  private enum Slot {
    /// Arrived, waits for a hole before it.
    case waiting([UInt8])
    /// A message of so many bytes that was delivered and is not consumed.
    case held(bytes: Int)
    /// Done with; acknowledged once nothing before it is held.
    case consumed
  }

  private var ring: PacketRing<Slot>
  private(set) var deliveryNext: UInt32
  private var waitingCount = 0
  private var waitingBytes = 0
  /// Messages that were delivered and are not consumed.
  private(set) var heldCount = 0
  /// Their bytes, which the owner holds.
  private(set) var heldBytes = 0

  /// How far ahead of `bufferStart` a number may be.
  static let span = 32_768

  init(start: UInt32) {
    ring = PacketRing(start: start)
    deliveryNext = start
  }

  /// The lowest number that is not consumed: what each packet to the peer says.
  var bufferStart: UInt32 { ring.start }
  /// The number behind the highest known one.
  var end: UInt32 { ring.end }
  /// How many holes there are.
  var missingCount: Int { Int(ring.end &- deliveryNext) - waitingCount }
  /// How many slots are allocated.
  var capacity: Int { ring.capacity }
  /// How much the session holds, in bytes.
  var bytes: Int { waitingBytes + heldBytes + capacity * MemoryLayout<Slot?>.stride }

  enum Acceptance: Equatable {
    case stored(revealsHoles: Bool)
    case duplicate
    /// Outside of the window.
    case outside
    case overLimit
  }

  /// Stores a lossless payload; `nextDelivery` then gives what is in order.
  ///
  /// - Parameter bytesMax: how many bytes may wait behind a hole.
  mutating func accept(_ payload: [UInt8], number: UInt32, bytesMax: Int) -> Acceptance {
    let offset = Int(number &- ring.start)
    guard offset < Self.span else { return offset > 1 << 31 ? .duplicate : .outside }
    if ring.contains(number), ring[number] != nil { return .duplicate }
    guard number == deliveryNext || waitingBytes + payload.count <= bytesMax else {
      return .overLimit
    }
    let revealsHoles = offset > ring.count
    if offset >= ring.count { ring.extend(to: number &+ 1) }
    ring[number] = .waiting(payload)
    waitingCount += 1
    waitingBytes += payload.count
    return .stored(revealsHoles: revealsHoles)
  }

  /// Learns that numbers below `number` exist.
  ///
  /// - Returns: whether holes came to light by it.
  mutating func extend(to number: UInt32) -> Bool {
    let offset = Int(number &- ring.start)
    guard offset <= Self.span, offset > ring.count else { return false }
    ring.extend(to: number)
    return true
  }

  /// Takes the next payload in order.
  ///
  /// - Returns: nil where it has not arrived, or is a message and `heldMax` are held already.
  mutating func nextDelivery(heldMax: Int) -> (payload: [UInt8], number: UInt32)? {
    let number = deliveryNext
    guard ring.contains(number), case .waiting(let payload)? = ring[number] else { return nil }
    let isMessage = payload.first.map(PayloadID.messages.contains) ?? false
    guard !isMessage || heldCount < heldMax else { return nil }
    ring[number] = isMessage ? .held(bytes: payload.count) : .consumed
    if isMessage {
      heldCount += 1
      heldBytes += payload.count
    }
    waitingCount -= 1
    waitingBytes -= payload.count
    deliveryNext &+= 1
    trim()
    return (payload, number)
  }

  /// Lets go of messages up to `number`, as far as they were delivered.
  ///
  /// - Returns: the last message among them; nil where there is none.
  @discardableResult
  mutating func consume(through number: UInt32) -> UInt32? {
    let delivered = deliveryNext &- ring.start
    guard number &- ring.start < delivered else { return nil }
    var last: UInt32?
    var current = ring.start
    while current != number &+ 1 {
      if case .held(let bytes)? = ring.replace(current, with: .consumed) {
        heldCount -= 1
        heldBytes -= bytes
        last = current
      }
      current &+= 1
    }
    trim()
    return last
  }

  /// What is missing, for a request packet.
  func requestList() -> RequestList {
    var missing: [Int] = []
    var number = deliveryNext
    var left = missingCount
    while left > 0, missing.count < SessionData.Plaintext.payloadSizeMax {
      if ring[number] == nil {
        missing.append(Int(number &- ring.start))
        left -= 1
      }
      number &+= 1
    }
    return RequestList(missing: missing, count: ring.count)
  }

  private mutating func trim() {
    while ring.count > 0, case .consumed? = ring[ring.start] { ring.removeFirst() }
  }
}
