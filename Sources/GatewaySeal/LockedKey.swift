import CSodium

/// Thirty-two secret bytes in memory that is left out of core dumps, and of the swap space as far
/// as the system allows; wiped with the last reference. Immutable, hence safe to share.
final class LockedKey: @unchecked Sendable, CustomStringConvertible {
  static let size = 32

  private let pointer: UnsafeMutableRawPointer

  /// - Parameter fill: writes all 32 bytes.
  init(_ fill: (UnsafeMutablePointer<UInt8>) -> Void) {
    precondition(sodium_init() >= 0, "libsodium could not be initialised")
    guard let pointer = sodium_malloc(Self.size) else { preconditionFailure("no memory for a key") }
    self.pointer = pointer
    fill(pointer.assumingMemoryBound(to: UInt8.self))
  }

  /// A random key.
  static func random() -> LockedKey { LockedKey { randombytes_buf($0, size) } }

  /// - Precondition: `bytes` has 32 elements.
  convenience init(bytes: [UInt8]) {
    precondition(bytes.count == Self.size, "a key has 32 bytes")
    self.init { pointer in
      bytes.withUnsafeBytes {
        pointer.update(from: $0.bindMemory(to: UInt8.self).baseAddress!, count: Self.size)
      }
    }
  }

  deinit { sodium_free(pointer) }

  var description: String { "<secret>" }

  func withBytes<Value>(_ body: (UnsafePointer<UInt8>) -> Value) -> Value {
    body(UnsafePointer(pointer.assumingMemoryBound(to: UInt8.self)))
  }

  /// A copy outside the protected memory; the caller wipes it.
  func copy() -> [UInt8] { withBytes { Array(UnsafeBufferPointer(start: $0, count: Self.size)) } }
}

/// Overwrites a copy of secret bytes.
func wipe(_ bytes: inout [UInt8]) {
  bytes.withUnsafeMutableBytes { buffer in
    if let base = buffer.baseAddress { sodium_memzero(base, buffer.count) }
  }
}

func randomBytes(_ count: Int) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
    if let base = buffer.baseAddress { randombytes_buf(base, count) }
    initialized = count
  }
}
