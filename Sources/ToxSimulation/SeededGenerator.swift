/// SplitMix64: the same numbers for the same seed in each process, for repeatable runs, not for
/// secrets.
///
/// Each purpose has a stream of its own, so that an additional draw for one of them changes no
/// other.
public struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// The stream of one purpose within the run of `seed`.
  public init(seed: UInt64, purpose: String) {
    var digest = FNV1a64()
    digest.combine(seed)
    for byte in purpose.utf8 { digest.combine(byte) }
    state = digest.value
  }

  /// A number from 0 up to and without `bound`.
  mutating func below(_ bound: Int) -> Int { .random(in: 0..<bound, using: &self) }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
