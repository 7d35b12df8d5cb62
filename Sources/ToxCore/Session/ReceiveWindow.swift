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
    /// A message, or data of a file, of so many bytes that was delivered and is not consumed.
    case held(bytes: Int, isFile: Bool)
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
    case taken(revealsHoles: Bool)
    case duplicate
    /// Outside of the window.
    case outside
    case overLimit
  }

  /// Takes a lossless payload, and delivers what is in order now.
  ///
  /// - Parameters:
  ///   - bytesMax: how many bytes may wait behind a hole.
  ///   - heldMax: how many messages may be held; those after them wait.
  ///   - deliver: called with each payload in order.
  mutating func accept(
    _ payload: [UInt8], number: UInt32, bytesMax: Int, heldMax: Int,
    deliver: (_ payload: [UInt8], _ number: UInt32) -> Void
  ) -> Acceptance {
    let offset = Int(number &- ring.start)
    guard offset < Self.span else { return offset > 1 << 31 ? .duplicate : .outside }
    if ring.contains(number), ring[number] != nil { return .duplicate }
    let isNext = number == deliveryNext
    guard isNext || waitingBytes + payload.count <= bytesMax else { return .overLimit }
    let revealsHoles = offset > ring.count
    if offset >= ring.count { ring.extend(to: number &+ 1) }
    if isNext, let slot = markDelivered(payload, heldMax: heldMax) {
      ring[number] = slot
      deliveryNext &+= 1
      deliver(payload, number)
      deliverWaiting(heldMax: heldMax, deliver)
    } else {
      ring[number] = .waiting(payload)
      waitingCount += 1
      waitingBytes += payload.count
    }
    return .taken(revealsHoles: revealsHoles)
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

  /// Delivers payloads that waited, as far as they are in order and not over the limit of held
  /// messages.
  mutating func deliverWaiting(
    heldMax: Int, _ deliver: (_ payload: [UInt8], _ number: UInt32) -> Void
  ) {
    while waitingCount > 0, ring.contains(deliveryNext),
      case .waiting(let payload)? = ring[deliveryNext],
      let slot = markDelivered(payload, heldMax: heldMax)
    {
      let number = deliveryNext
      ring[number] = slot
      waitingCount -= 1
      waitingBytes -= payload.count
      deliveryNext &+= 1
      deliver(payload, number)
    }
    trim()
  }

  /// Counts a payload that is delivered.
  ///
  /// - Returns: what takes its slot; nil where it is a message and `heldMax` are held already.
  private mutating func markDelivered(_ payload: [UInt8], heldMax: Int) -> Slot? {
    guard payload.first.map(PayloadID.isHeld) ?? false else { return .consumed }
    guard heldCount < heldMax else { return nil }
    heldCount += 1
    heldBytes += payload.count
    return .held(bytes: payload.count, isFile: payload.first == PayloadID.fileData)
  }

  /// Lets go of messages up to `number`, as far as they were delivered. Data of files between them
  /// stay: each is let go of by itself, since a file may take longer than the messages behind it.
  ///
  /// - Returns: the last message among them; nil where there is none.
  @discardableResult
  mutating func consume(through number: UInt32) -> UInt32? {
    let delivered = deliveryNext &- ring.start
    guard number &- ring.start < delivered else { return nil }
    var last: UInt32?
    var current = ring.start
    while current != number &+ 1 {
      if case .held(let bytes, isFile: false)? = ring[current] {
        ring[current] = .consumed
        heldCount -= 1
        heldBytes -= bytes
        last = current
      }
      current &+= 1
    }
    trim()
    return last
  }

  /// Lets go of data of a file, or of one message that was delivered and does not reach the owner.
  ///
  /// - Returns: whether it may be acknowledged; if not, those before it are held.
  mutating func drop(_ number: UInt32) -> Bool {
    guard number &- ring.start < deliveryNext &- ring.start,
      case .held(let bytes, _)? = ring.replace(number, with: .consumed)
    else { return false }
    heldCount -= 1
    heldBytes -= bytes
    trim()
    return !ring.contains(number)
  }

  /// What is missing, for a request packet.
  ///
  /// - Parameter showsAll: asks for the next number as well, which may not have been sent yet: a
  ///   list acknowledges what is before a missing number, and else in steps of 255.
  func requestList(showsAll: Bool = false) -> RequestList {
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
    guard showsAll, left == 0 else { return RequestList(missing: missing, count: ring.count) }
    return RequestList(missing: missing + [ring.count], count: ring.count + 1)
  }

  private mutating func trim() {
    while ring.count > 0, case .consumed? = ring[ring.start] { ring.removeFirst() }
  }
}
