import Testing
import ToxCrypto
import ToxWire

@Suite struct `A key for nonces that count` {
  private let key = BoxKey(bytes: [UInt8](0..<32))
  /// The last eight bytes run over soon, and what they carry into does too.
  private let start = Nonce(high: 5, middle: .max, low: .max - 9)
  private let sizes = [1, 15, 16, 17, 31, 32, 33, 100, 479, 480, 481, 512, 991, 992, 1_400, 2_032]

  private func message(_ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ size) }
  }

  @Test func `its boxes are those of the plain key, over a carry too`() {
    var counting = CountingKey(key, nonce: start)
    for (step, size) in sizes.enumerated() {
      let nonce = start.advanced(by: UInt64(step))
      let message = message(size)
      var packet = [UInt8](repeating: 0xee, count: 20) + message
      counting.sealInPlace(&packet, from: 20, nonce: nonce)
      #expect(Array(packet[4...]) == key.seal(message, nonce: nonce).bytes, "\(size)")
      #expect(packet[..<4] == [0xee, 0xee, 0xee, 0xee], "what stands before is left alone")
    }
  }

  @Test func `it opens what the plain key sealed, in any order of nonces`() {
    var counting = CountingKey(key, nonce: start)
    var buffer = [UInt8](repeating: 0, count: 2_032)
    for (step, size) in sizes.enumerated().reversed() {
      let nonce = start.advanced(by: UInt64(step))
      let message = message(size)
      let sealed = key.seal(message, nonce: nonce)
      let opened = counting.open(sealed.bytes.span, nonce: nonce, into: &buffer)
      #expect(opened == size)
      #expect(Array(buffer[..<size]) == message)
    }
  }

  @Test func `a changed byte, another nonce or nothing at all does not open, and leaves no trace`()
  {
    var counting = CountingKey(key, nonce: start)
    let sealed = key.seal(message(600), nonce: start).bytes
    var buffer = [UInt8](repeating: 7, count: 2_032)
    var others = stride(from: 0, to: sealed.count, by: 37).map { index in
      var changed = sealed
      changed[index] ^= 0x40
      return (bytes: changed, nonce: start)
    }
    others.append((sealed, start.advanced(by: 1)))
    others.append((Array(sealed.prefix(16)), start))
    others.append(([], start))
    for other in others {
      let opened = counting.open(other.bytes.span, nonce: other.nonce, into: &buffer)
      #expect(opened == nil)
    }
    #expect(buffer.allSatisfy { $0 == 7 })
  }
}
