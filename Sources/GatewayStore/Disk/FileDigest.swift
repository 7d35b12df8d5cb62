import Crypto

/// SHA-256 of a file, as its bytes come.
///
/// swift-crypto's uses the processor's instructions for it and takes 0.6 s for a gigabyte;
/// libsodium's takes 3 s, more than all else that the disk's threads do with a file.
package struct FileDigest {
  private var state = SHA256()

  /// In bytes.
  static let size = SHA256.byteCount

  package init() {}

  package mutating func add(_ bytes: UnsafeRawBufferPointer) { state.update(bufferPointer: bytes) }

  /// Of all bytes so far.
  package var value: [UInt8] { Array(state.finalize()) }
}
