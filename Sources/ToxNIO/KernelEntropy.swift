import Glibc

/// The kernel's random numbers, fetched 32 words at a time: a packet that is passed on for others
/// needs three words, and a system call for each would cost as much as sealing it.
///
/// Words that were given out are wiped, so that no number can be read from memory afterwards.
public struct KernelEntropy: RandomNumberGenerator, Sendable {
  /// `getentropy` gives up to 256 bytes.
  private static let wordCount = 32

  private var words = [UInt64](repeating: 0, count: wordCount)
  private var left = 0

  public init() {}

  public mutating func next() -> UInt64 {
    if left == 0 { fill() }
    left -= 1
    defer { words[left] = 0 }
    return words[left]
  }

  private mutating func fill() {
    let isFilled = words.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { getentropy($0, bytes.count) } == 0
    }
    precondition(isFilled, "the kernel has randomness")
    left = Self.wordCount
  }
}
