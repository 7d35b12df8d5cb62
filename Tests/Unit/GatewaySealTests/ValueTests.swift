import GatewayCore
import Testing

@testable import GatewaySeal

/// A value under the key of its home, or of a period.
@Suite struct `A sealed value` {
  let base = LockedKey.random()
  let place = SealPlace(column: "items.content", row: 17)

  @Test(arguments: [0, 1, 255, 256, 1_371, 65_535, 65_536, 200_000])
  func `opens as it was`(size: Int) {
    let plaintext = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let sealed = ValueCipher.seal(plaintext, behind: [], under: base, at: place)
    #expect(ValueCipher.open(sealed, under: base, at: place) == plaintext)
  }

  @Test(arguments: [(0, 256), (255, 256), (256, 512), (1_371, 2_048), (65_536, 131_072)])
  func `has one of few sizes`(size: Int, bucket: Int) {
    let sealed = ValueCipher.seal(
      [UInt8](repeating: 1, count: size), behind: [], under: base, at: place)
    #expect(sealed.count == bucket + ValueCipher.overhead)
  }

  @Test func `of the same text differs each time, and does not hold it`() {
    let text = Array("the same text".utf8)
    let values = (0..<100).map { _ in ValueCipher.seal(text, behind: [], under: base, at: place) }
    #expect(Set(values).count == 100)
    #expect(values.allSatisfy { !String(decoding: $0, as: UTF8.self).contains("same") })
  }

  @Test func `does not open elsewhere`() {
    let sealed = ValueCipher.seal([1, 2, 3], behind: [], under: base, at: place)
    for other in [
      SealPlace(column: "items.content", row: 18), SealPlace(column: "contacts.note", row: 17),
      SealPlace(column: "items.conten", row: 17),
    ] {
      #expect(ValueCipher.open(sealed, under: base, at: other) == nil)
    }
    #expect(ValueCipher.open(sealed, under: .random(), at: place) == nil)
  }

  @Test func `that was changed in any byte or cut anywhere does not open`() {
    let sealed = ValueCipher.seal([1, 2, 3], behind: [], under: base, at: place)
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 0x10
      #expect(ValueCipher.open(changed, under: base, at: place) == nil)
      #expect(ValueCipher.open(sealed[..<index], under: base, at: place) == nil)
    }
  }
}
