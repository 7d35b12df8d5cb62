import CSodium
public import ToxWire

/// Hashes without a key.
public enum Hash {
  /// SHA-256, 32 bytes.
  public static func sha256(_ message: [UInt8]) -> Bytes32 {
    let bytes = [UInt8](size: 32) { output in
      _ = crypto_hash_sha256(output, message, UInt64(message.count))
    }
    return Bytes32(bytes.span)
  }

  /// SHA-512, 64 bytes.
  public static func sha512(_ message: [UInt8]) -> [UInt8] {
    [UInt8](size: 64) { output in
      _ = crypto_hash_sha512(output, message, UInt64(message.count))
    }
  }
}

/// HMAC-SHA-512-256 under a key that one node keeps to itself: ping ids and the like, which only
/// their maker checks.
public struct AuthenticationKey: Sendable {
  let storage: Secret32

  public init(from entropy: inout some RandomNumberGenerator) {
    storage = Secret32(randomFrom: &entropy)
  }

  /// - Precondition: `bytes` has 32 elements.
  public init(bytes: [UInt8]) {
    storage = Secret32(copying: bytes)
  }

  /// The 32-byte tag of a message.
  public func tag(_ message: [UInt8]) -> Bytes32 {
    let bytes = [UInt8](size: 32) { output in
      _ = crypto_auth(output, message, UInt64(message.count), storage.pointer)
    }
    return Bytes32(bytes.span)
  }
}

/// SipHash-2-4 under a key that one home keeps to itself: 64 bits by which values are told apart,
/// and which can't be made equal without the key. Some 20 ns for a short text.
public struct ShortHashKey: Sendable {
  let storage: Secret32

  /// - Precondition: `bytes` has 32 elements, of which the first 16 are the key.
  public init(bytes: [UInt8]) {
    storage = Secret32(copying: bytes)
  }

  public func hash(_ message: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0
    withUnsafeMutablePointer(to: &hash) { output in
      let output = UnsafeMutableRawPointer(output).assumingMemoryBound(to: UInt8.self)
      message.withUnsafeBufferPointer { message in
        _ = crypto_shorthash(
          output, message.baseAddress, UInt64(message.count), storage.pointer)
      }
    }
    return UInt64(littleEndian: hash)
  }
}

/// Compares two byte strings in a time that depends on their length alone.
public func isEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  Sodium.prepare()
  return left.count == right.count && sodium_memcmp(left, right, left.count) == 0
}

/// Compares 32 bytes in constant time.
public func isEqualInConstantTime(_ left: Bytes32, _ right: Bytes32) -> Bool {
  let difference = left ^ right
  return difference.word0 | difference.word1 | difference.word2 | difference.word3 == 0
}

/// Overwrites bytes that held a secret.
public func wipe(_ bytes: inout [UInt8]) {
  bytes.withUnsafeMutableBytes { sodium_memzero($0.baseAddress, $0.count) }
}
