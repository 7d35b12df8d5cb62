import ToxCrypto

extension GuardedMemory {
  /// For the owner, where `isLocked` is false.
  static let unlockedSentence =
    "keys can't be locked into memory and may reach the swap space: raise the limit (ulimit -l)"
}
