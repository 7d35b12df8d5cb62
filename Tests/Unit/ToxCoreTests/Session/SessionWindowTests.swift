import Testing
import ToxWire

@testable import ToxCore

@Suite struct `Windows of a session` {
  private let now = Now.seconds(1)

  @Test func `a ring grows by doubling, keeps its elements, and shrinks when drained`() {
    var ring = PacketRing<Int>(start: .max - 100)
    #expect(ring.capacity == 0)
    for value in 0..<1_000 { ring.append(value) }
    #expect(ring.count == 1_000 && ring.capacity == 1_024)
    for value in 0..<1_000 {
      #expect(ring[ring.start] == value)
      ring.removeFirst()
    }
    #expect(ring.count == 0 && ring.capacity <= 16)
    #expect(ring.start == UInt32.max &- 100 &+ 1_000)
  }

  @Test func `payloads are delivered in order across the wrap of numbers`() {
    var window = ReceiveWindow(start: .max)
    let numbers: [UInt32] = [1, .max, 0, 2]
    var delivered: [UInt32] = []
    for number in numbers {
      _ = window.accept(
        [20, UInt8(truncatingIfNeeded: number)], number: number, bytesMax: 100, heldMax: 1
      ) { payload, number in
        #expect(payload == [20, UInt8(truncatingIfNeeded: number)])
        delivered.append(number)
      }
    }
    #expect(delivered == [.max, 0, 1, 2])
    #expect(window.bufferStart == 3 && window.missingCount == 0)
  }

  @Test func `duplicates, and numbers outside of 32768, are refused`() {
    var window = ReceiveWindow(start: 10)
    #expect(window.take([20], 11, bytesMax: 9) == .taken(revealsHoles: true))
    #expect(window.take([20], 11, bytesMax: 9) == .duplicate)
    #expect(window.take([20], 10, bytesMax: 9) == .taken(revealsHoles: false))
    for number: UInt32 in 10...11 {
      #expect(window.take([20], number, bytesMax: 9) == .duplicate)
    }
    #expect(window.take([20], 12 + 32_768, bytesMax: 9) == .outside)
    #expect(window.take([20], 12 + 32_767, bytesMax: 9) == .taken(revealsHoles: true))
    #expect(window.missingCount == 32_767)
  }

  @Test func `bytes behind a hole are limited, the packet that fills the hole is not`() {
    var window = ReceiveWindow(start: 0)
    let payload = [UInt8](repeating: 20, count: 60)
    #expect(window.take(payload, 1) == .taken(revealsHoles: true))
    #expect(window.take(payload, 2) == .overLimit)
    #expect(window.take(payload, 0) == .taken(revealsHoles: false))
    #expect(window.deliveryNext == 2)
    #expect(window.take(payload, 2) == .taken(revealsHoles: false))
  }

  @Test func `a held message holds the start of the buffer, and what follows it too`() {
    var window = ReceiveWindow(start: 0)
    for (number, id) in [UInt8(48), 64, 51, 65, 16].enumerated() {
      _ = window.take([id], UInt32(number))
    }
    #expect(window.bufferStart == 1 && window.heldCount == 2)
    #expect(window.requestList() == RequestList(missing: [], count: 4))
    window.consume(through: 0)
    #expect(window.bufferStart == 1)
    window.consume(through: 1)
    #expect(window.bufferStart == 3)
    window.consume(through: 99)
    #expect(window.bufferStart == 3)
    window.consume(through: 4)
    #expect(window.bufferStart == 5 && window.heldCount == 0)
  }

  @Test func `a dropped message is acknowledged behind those before it alone`() {
    var window = ReceiveWindow(start: .max)
    for number: UInt32 in [.max, 0, 1, 2, 3] { _ = window.take([64], number) }
    #expect(window.drop(.max) && window.bufferStart == 0)
    #expect(!window.drop(1) && window.bufferStart == 0 && window.heldCount == 3)
    #expect(!window.drop(1) && !window.drop(.max) && !window.drop(99))
    #expect(window.heldCount == 3 && window.heldBytes == 3)
    #expect(window.consume(through: 0) == 0)
    #expect(window.bufferStart == 2)
    #expect(window.consume(through: 3) == 3)
    #expect(window.bufferStart == 4 && window.heldCount == 0 && window.heldBytes == 0)
  }

  @Test func `over the limit of held messages nothing more is delivered until one is consumed`() {
    var window = ReceiveWindow(start: 0)
    for number in 0..<4 { _ = window.take([64], UInt32(number), heldMax: 2) }
    #expect(window.deliveryNext == 2)
    window.consume(through: 0)
    var delivered: [UInt32] = []
    window.deliverWaiting(heldMax: 2) { delivered.append($1) }
    #expect(delivered == [2])
  }

  @Test func `a request list frees what it shows and sends the rest again, once per round trip`() {
    var window = SendWindow(start: .max - 1)
    for value in 0..<5 { _ = window.enqueue([UInt8(20 + value)]) }
    while window.takeQueued(now: now) != nil {}
    let list = RequestList(missing: [1, 3], count: 4)
    var resent: [UInt32] = []
    for milliseconds in [Int64(5), 10, 15] {
      _ = window.acknowledge(
        list, from: .max - 1, resendAfter: .milliseconds(10),
        now: .milliseconds(1_000 + milliseconds)
      ) { _, number, _ in resent.append(number) }
    }
    #expect(resent == [.max, 1])
    #expect(window.inFlight == 3 && window.start == .max - 1)
    #expect(window.acknowledge(below: 3).count == 3)
    #expect(window.inFlight == 0 && window.count == 0)
  }

  @Test func `a buffer start outside of what was sent is not plausible`() {
    var window = SendWindow(start: 5)
    for _ in 0..<3 { _ = window.enqueue([20]) }
    _ = window.takeQueued(now: now)
    #expect(window.isPlausible(bufferStart: 5) && window.isPlausible(bufferStart: 6))
    #expect(!window.isPlausible(bufferStart: 4) && !window.isPlausible(bufferStart: 7))
  }

  @Test func `a packet seen before is known among the last 1024`() {
    var window = NonceWindow(base: Nonce(high: 0, middle: 0, low: 0xfff0))
    for index in [UInt16(0), 5, 3, 100] { window.accept(window.position(of: 0xfff0 &+ index)) }
    for (index, freshness) in [(0, true), (3, true), (4, false), (99, false), (101, false)] {
      let position = window.position(of: 0xfff0 &+ UInt16(index))
      #expect((window.freshness(of: position) == .seen) == freshness)
    }
    window.accept(window.position(of: 0xfff0 &+ 2_000))
    #expect(window.freshness(of: window.position(of: 0xfff0 &+ 100)) == .tooOld)
    #expect(window.freshness(of: window.position(of: 0xfff0 &+ 1_999)) == .new)
  }
}

extension ReceiveWindow {
  /// Takes a payload, whatever is delivered by it.
  fileprivate mutating func take(
    _ payload: [UInt8], _ number: UInt32, bytesMax: Int = 100, heldMax: Int = 10
  ) -> Acceptance {
    accept(payload, number: number, bytesMax: bytesMax, heldMax: heldMax) { _, _ in }
  }
}
