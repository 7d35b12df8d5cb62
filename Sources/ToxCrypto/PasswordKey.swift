import CSodium
import ToxWire

extension BoxKey {
  /// The size of the salt of an encrypted save: 32 bytes.
  public static let saltSize = 32

  /// The key of an encrypted save: scrypt (N 16384, r 8, p 2) over the SHA-256 of the passphrase.
  /// Takes about 0.1 s and 16 MiB on purpose.
  ///
  /// - Spec: "Encrypted save format" (tox_pass_encrypt)
  /// - Returns: nil where there is not enough memory.
  /// - Precondition: `salt` has 32 elements.
  public init?(passphrase: [UInt8], salt: [UInt8]) {
    precondition(salt.count == Self.saltSize, "a salt has 32 bytes")
    Sodium.prepare()
    var digest = Hash.sha256(passphrase).bytes
    var isDerived = false
    storage = Secret32 { pointer in
      digest.withUnsafeBytes { digest in
        isDerived =
          crypto_pwhash_scryptsalsa208sha256(
            pointer, 32, digest.baseAddress!.assumingMemoryBound(to: CChar.self),
            UInt64(digest.count), salt, 1_048_576, 16_777_216) == 0
      }
    }
    wipe(&digest)
    guard isDerived else { return nil }
  }
}
