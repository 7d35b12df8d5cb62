import CSodium
public import ToxWire

/// The secret half of an X25519 pair.
public struct SecretKey: Sendable, CustomStringConvertible {
  let storage: Secret32

  /// 32 bytes.
  public static let size = 32

  /// From a generator that the caller vouches for.
  public init(from entropy: inout some RandomNumberGenerator) {
    storage = Secret32(randomFrom: &entropy)
  }

  /// From bytes that were stored.
  ///
  /// - Precondition: `bytes` has 32 elements.
  public init(bytes: [UInt8]) {
    storage = Secret32(copying: bytes)
  }

  public var description: String { "<secret key>" }

  /// The bytes, for a save file alone.
  public func exportBytes() -> [UInt8] { storage.copyBytes() }

  fileprivate func derivePublicBytes() -> [UInt8] {
    [UInt8](size: 32) { output in
      guard crypto_scalarmult_base(output, storage.pointer) == 0 else {
        preconditionFailure("scalar multiplication with the base point cannot fail")
      }
    }
  }
}

/// An X25519 pair whose public half has the type of its purpose.
public struct KeyPair<Public: PublicKey>: Sendable {
  public let publicKey: Public
  public let secretKey: SecretKey

  /// The pair of a stored secret key.
  public init(secretKey: SecretKey) {
    self.secretKey = secretKey
    publicKey = Public(secretKey.derivePublicBytes())
  }

  /// A new pair.
  public init(from entropy: inout some RandomNumberGenerator) {
    self.init(secretKey: SecretKey(from: &entropy))
  }
}

extension Secret32 {
  convenience init(randomFrom entropy: inout some RandomNumberGenerator) {
    // The words pass through registers and one stack slot; the heap holds them in guarded memory
    // alone.
    let words = (entropy.next(), entropy.next(), entropy.next(), entropy.next())
    self.init { pointer in
      withUnsafeBytes(of: words) { raw in
        for index in 0..<raw.count { pointer[index] = raw[index] }
      }
    }
  }

  convenience init(copying bytes: [UInt8]) {
    precondition(bytes.count == SecretMemory.slotSize, "a key has 32 bytes")
    self.init { pointer in
      for index in bytes.indices { pointer[index] = bytes[index] }
    }
  }
}
