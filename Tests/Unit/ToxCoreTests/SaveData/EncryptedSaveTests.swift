import TestSupport
import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

@Suite struct `An encrypted save` {
  private let passphrase = Array("correct horse".utf8)

  @Test func `the vector opens with its passphrase alone`() throws {
    let vector = try Vector.root()["savefile"]["encrypted (short body)"]
    let bytes = try vector["bytes"].bytes()
    let save = try EncryptedSave(decoding: bytes)
    #expect(save.encoded() == bytes)
    #expect(try save.open(passphrase: passphrase) == (try vector["plain"].bytes()))
    #expect(throws: SaveDataError.wrongPassphrase) {
      try save.open(passphrase: Array("wrong horse".utf8))
    }
    for size in 0...80 {
      #expect(throws: WireError.self) { try EncryptedSave(decoding: Array(bytes.prefix(size))) }
    }
  }

  @Test func `a save is written, asks for its passphrase, and is read`() throws {
    let plain = try Vector.root()["savefile"]["plain"]["bytes"].bytes()
    let save = try SaveData(decoding: plain)
    var generator = SeededGenerator(seed: 2)
    let bytes = try save.encrypted(passphrase: passphrase, entropy: &generator)
    #expect(bytes.count == plain.count + 80)
    #expect(throws: SaveDataError.passphraseNeeded) {
      try SaveData(decoding: bytes, passphrase: nil)
    }
    #expect(try SaveData(decoding: bytes, passphrase: passphrase).encoded() == plain)
    #expect(try SaveData(decoding: plain, passphrase: nil).encoded() == plain)
  }

  @Test func `each encryption has its own salt and nonce`() throws {
    var generator = SeededGenerator(seed: 3)
    let first = try EncryptedSave([1], passphrase: passphrase, entropy: &generator)
    let second = try EncryptedSave([1], passphrase: passphrase, entropy: &generator)
    #expect(first.salt != second.salt && first.nonce != second.nonce)
  }
}
