import GatewayCore
import Testing

@testable import GatewaySeal

/// An inbox key whose shares are with colleagues.
@Suite struct `The shares of an inbox key` {
  let secret = InboxSecret()

  private func fault(_ body: () throws -> Void) -> KeyShare.Fault? {
    do { try body() } catch { return error as? KeyShare.Fault }
    return nil
  }

  @Test func `any three of five restore it`() throws {
    let shares = KeyShare.split(secret, count: 5, needed: 3)
    #expect(Set(shares.map(\.text)).count == 5)
    for first in 0..<5 {
      for second in (first + 1)..<5 {
        for third in (second + 1)..<5 {
          let joined = try KeyShare.join([shares[third], shares[first], shares[second]])
          #expect(joined.text == secret.text)
        }
      }
    }
    #expect(try KeyShare.join(shares).text == secret.text)
  }

  @Test func `two of three say how many are missing`() {
    let shares = KeyShare.split(secret, count: 5, needed: 3)
    #expect(fault { _ = try KeyShare.join([shares[0], shares[4]]) } == .tooFew(1))
    #expect(fault { _ = try KeyShare.join([shares[0], shares[0], shares[0]]) } == .tooFew(2))
    #expect(fault { _ = try KeyShare.join([]) } == .tooFew(2))
  }

  @Test func `of two splits, or of another key, are not joined`() {
    let (one, again) = (
      KeyShare.split(secret, count: 3, needed: 2), KeyShare.split(secret, count: 3, needed: 2)
    )
    let other = KeyShare.split(InboxSecret(), count: 3, needed: 2)
    #expect(fault { _ = try KeyShare.join([one[0], again[1]]) } == .mixed)
    #expect(fault { _ = try KeyShare.join([one[0], other[1]]) } == .mixed)
  }

  @Test func `that was changed gives no key`() throws {
    let shares = KeyShare.split(secret, count: 3, needed: 2)
    var bytes = try #require([UInt8](base64: shares[1].text.utf8.dropFirst(11)))
    bytes[bytes.count - 1] ^= 1
    let changed = try KeyShare(KeyShare.prefix + bytes.base64)
    #expect(fault { _ = try KeyShare.join([shares[0], changed]) } == .wrong)
    for text in ["", "inboxshare_", "inboxshare_AAAA", secret.text] {
      #expect(fault { _ = try KeyShare(text) } == .format)
    }
  }

  @Test func `are opened by the colleague that they are sealed to`() throws {
    let (ana, ben) = (InboxSecret(), InboxSecret())
    let share = KeyShare.split(secret, count: 2, needed: 2)[0]
    let sealed = try share.sealed(to: ana.key)
    #expect(try KeyShare(sealed: sealed, with: ana) == share)
    #expect(fault { _ = try KeyShare(sealed: sealed, with: ben) } == .otherReader(ana.key.id))
    var bytes = try #require([UInt8](base64: sealed.utf8.dropFirst(17)))
    bytes[bytes.count - 1] ^= 1
    let changed = KeyShare.sealedPrefix + bytes.base64
    #expect(fault { _ = try KeyShare(sealed: changed, with: ana) } == .changed)
  }

  /// - Source: the polynomial 0x42 + 0x0F·x, at 1, 2 and 3, by hand.
  @Test func `follow the polynomial of the field`() {
    let shares = [
      SecretSharing.Share(x: 1, y: [0x4D]), SecretSharing.Share(x: 2, y: [0x5C]),
      SecretSharing.Share(x: 3, y: [0x53]),
    ]
    for pair in [[0, 1], [0, 2], [1, 2]] {
      #expect(SecretSharing.join(pair.map { shares[$0] }) == [0x42])
    }
    // At 0x83 the product wraps around the field's polynomial.
    #expect(
      SecretSharing.join([shares[0], SecretSharing.Share(x: 0x83, y: [0x42 ^ 0xD0])]) == [0x42])
  }
}
