import ToxCrypto
import ToxWire

/// The keys under which a hop seals the source of onion packets. Only the hop itself can read it.
///
/// A new key every two hours makes old ways back useless. The previous one is kept until the next
/// change, so that no answer is lost whose request came just before a change.
struct OnionReturnKeys {
  /// - Differs: the spec says one hour.
  static let lifetime = Interval.seconds(7_200)

  private var current: BoxKey
  private var previous: BoxKey?
  private var madeAt: Instant

  init(_ entropy: inout Entropy, now: Now) {
    current = BoxKey(from: &entropy)
    madeAt = now.monotonic
  }

  mutating func seal(
    _ step: OnionReturnStep, _ entropy: inout Entropy, now: Now
  ) -> OnionReturn {
    rotate(&entropy, now: now)
    let nonce = entropy.nonce()
    return OnionReturn(nonce: nonce, sealed: current.seal(step, nonce: nonce))
  }

  /// The source of the packet; nil where it was not sealed here, or too long ago.
  mutating func open(
    _ path: OnionReturn, _ entropy: inout Entropy, now: Now
  ) -> OnionReturnStep? {
    rotate(&entropy, now: now)
    guard let (nonce, sealed) = path.box else { return nil }
    if let step = current.open(sealed, nonce: nonce, as: OnionReturnStep.self) { return step }
    return previous?.open(sealed, nonce: nonce)
  }

  private mutating func rotate(_ entropy: inout Entropy, now: Now) {
    let age = now.monotonic - madeAt
    guard age >= Self.lifetime else { return }
    previous = age < Self.lifetime * 2 ? current : nil
    current = BoxKey(from: &entropy)
    madeAt = now.monotonic
  }
}
