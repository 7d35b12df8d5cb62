import TestSupport
import Testing
import ToxCrypto
import ToxWire

@Suite struct `Primitives agree with the vectors` {
  /// The vector of the paper "SipHash: a fast short-input PRF", appendix A.
  @Test func `a short hash is SipHash-2-4 under the first half of its key`() {
    let key = ShortHashKey(bytes: (0..<32).map { $0 < 16 ? $0 : 0xFF })
    #expect(key.hash(([UInt8](0..<15)).span) == 0xA129_CA61_49BE_45E5)
    #expect(key.hash([UInt8]().span) != key.hash([0].span))
  }

  @Test func `a secret key gives its public key`() throws {
    let pair = KeyPair<LongTermPublicKey>(
      secretKey: SecretKey(bytes: try Vector.secret("alice real")))
    #expect(pair.publicKey.bytes == (try Vector.key("alice real")))
  }

  @Test func `both sides seal and open with one key`() throws {
    let box = try Vector.root()["crypto"]["crypto_box alice_real to bob_real"]
    let nonce = Nonce(try box["nonce"].bytes())
    let alice = try #require(
      BoxKey(
        LongTermPublicKey(try Vector.key("bob real")),
        SecretKey(bytes: try Vector.secret("alice real"))))
    let bob = try #require(
      BoxKey(
        LongTermPublicKey(try Vector.key("alice real")),
        SecretKey(bytes: try Vector.secret("bob real"))))
    let sealed = alice.seal(try box["plain"].bytes(), nonce: nonce)
    #expect(sealed.bytes == (try box["cipher"].bytes()))
    #expect(bob.open(sealed, nonce: nonce) == (try box["plain"].bytes()))
    var damaged = sealed
    damaged.bytes[3] ^= 1
    #expect(bob.open(damaged, nonce: nonce) == nil)
  }

  @Test func `sealing in place gives the same bytes`() throws {
    let key = BoxKey(bytes: Array(repeating: 7, count: 32))
    let nonce = Nonce(high: 1, middle: 2, low: 3)
    var counting = CountingKey(key, nonce: nonce)
    for size in [1, 15, 16, 17, 100, 1400] {
      let plaintext = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
      var packet = [UInt8](repeating: 0, count: 3 + 16) + plaintext
      counting.sealInPlace(&packet, from: 19, nonce: nonce)
      #expect(Array(packet[3...]) == key.seal(plaintext, nonce: nonce).bytes)
    }
  }

  @Test func `the authenticator and the hash are the field's`() throws {
    let auth = try Vector.root()["crypto"]["crypto_auth (HMAC-SHA512-256)"]
    let key = AuthenticationKey(bytes: try auth["key"].bytes())
    #expect(key.tag(try auth["message"].bytes()).bytes == (try auth["tag"].bytes()))
    let hash = try Vector.root()["crypto"]["tox_hash (SHA-256)"]
    #expect(Hash.sha256(try hash["data"].bytes()).bytes == (try hash["hash"].bytes()))
  }

  @Test func `a point of low order gives no key`() throws {
    let secret = SecretKey(bytes: try Vector.secret("alice real"))
    #expect(BoxKey(DHTPublicKey(.zero), secret) == nil)
  }

  @Test func `a passphrase gives the key of the save file`() throws {
    let save = try Vector.root()["savefile"]["encrypted (short body)"]
    let key = try #require(
      BoxKey(
        passphrase: Array(try save["passphrase_text"].text().utf8), salt: try save["salt"].bytes()))
    let sealed = Sealed(Array(try save["bytes"].bytes().dropFirst(64)))
    #expect(
      key.open(sealed, nonce: Nonce(try save["nonce"].bytes())) == (try save["plain"].bytes()))
  }

  @Test func `a secret prints as nothing`() throws {
    let secret = SecretKey(bytes: Array(repeating: 0xab, count: 32))
    #expect(!"\(secret)".contains("ab") && !String(reflecting: secret).contains("171"))
  }
}
