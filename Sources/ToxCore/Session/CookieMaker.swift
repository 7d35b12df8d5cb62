import ToxCrypto
import ToxWire

/// Makes cookies and checks those that come back: the only memory of who asked is in the cookie.
///
/// - Spec: "Cookie Response"
struct CookieMaker {
  private let key: BoxKey
  private var tokens: Int
  private var tokensAt: Instant

  /// A cookie is good for 15 seconds.
  static let lifetime = Interval.seconds(15)

  init(_ context: inout NodeContext, now: Now) {
    key = BoxKey(from: &context.entropy)
    tokens = context.limits.cookieBurst
    tokensAt = now.monotonic
  }

  /// Whether one more request may be answered. Each costs a shared key, so a flood of them from
  /// made-up keys is cut off; our own peers come far below the limit.
  mutating func mayAnswer(_ limits: Limits, now: Now) -> Bool {
    let interval = Interval.seconds(1) / Int64(limits.cookiesPerSecond)
    let refill = (now.monotonic - tokensAt).nanoseconds / interval.nanoseconds
    if refill > 0 {
      tokens = Int(min(Int64(tokens) + refill, Int64(limits.cookieBurst)))
      tokensAt = tokensAt + interval * refill
    }
    guard tokens > 0 else { return false }
    tokens -= 1
    return true
  }

  func make(
    for peer: LongTermPublicKey, _ dhtKey: DHTPublicKey, _ context: inout NodeContext, now: Now
  ) -> Cookie {
    let payload = Cookie.Payload(
      time: UInt64(bitPattern: now.monotonic.nanoseconds), longTermKey: peer, dhtKey: dhtKey)
    let nonce = context.entropy.nonce()
    return Cookie(nonce: nonce, sealed: key.seal(payload, nonce: nonce))
  }

  /// Reads a cookie of our own; nil for others, and for those that are too old.
  func open(_ cookie: Cookie, now: Now) -> Cookie.Payload? {
    guard let payload = key.open(cookie.sealed, nonce: cookie.nonce, as: Cookie.Payload.self)
    else { return nil }
    let age = now.monotonic - Instant(nanoseconds: Int64(bitPattern: payload.time))
    return age >= .zero && age <= Self.lifetime ? payload : nil
  }
}
