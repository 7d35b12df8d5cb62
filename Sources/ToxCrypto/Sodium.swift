import CSodium

/// libsodium, made ready once. Everything in this target goes through here first, because guarded
/// memory aborts the process before `sodium_init`.
enum Sodium {
  /// True once `sodium_init` has run.
  static let isReady: Bool = sodium_init() >= 0

  static func prepare() {
    precondition(isReady, "libsodium could not be initialised")
  }
}

extension Array where Element == UInt8 {
  /// An array of `size` bytes that `fill` writes all of.
  ///
  /// - Precondition: `size` is positive.
  init(size: Int, filledBy fill: (UnsafeMutablePointer<UInt8>) -> Void) {
    precondition(size > 0, "an empty buffer has no address")
    self.init(unsafeUninitializedCapacity: size) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      fill(base)
      count = size
    }
  }
}
