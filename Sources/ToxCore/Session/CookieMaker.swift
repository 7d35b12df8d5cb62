import ToxCrypto
import ToxWire

/// Makes cookies and checks those that come back: the only memory of a requester is in its cookie.
///
/// - Spec: "Cookie Response"
struct CookieMaker {
  private let key: BoxKey
  private var answers: FairBudget

  /// A cookie is good for 15 seconds.
  static let lifetime = Interval.seconds(15)

  init(_ context: inout NodeContext) {
    key = BoxKey(from: &context.entropy)
    answers = FairBudget(context.limits.cookies, &context.entropy)
  }

  /// Whether one more request may be answered; our own peers stay far below the limit.
  mutating func mayAnswer(_ source: some RequestSource, now: Now) -> Bool {
    answers.take(for: source, now: now)
  }

  func make(
    for peer: LongTermPublicKey, _ dhtKey: DHTPublicKey, _ context: inout NodeContext
  ) -> Cookie {
    let payload = Cookie.Payload(
      time: UInt64(bitPattern: context.now.monotonic.nanoseconds), longTermKey: peer,
      dhtKey: dhtKey)
    let nonce = context.entropy.nonce()
    return Cookie(nonce: nonce, sealed: key.seal(payload, nonce: nonce))
  }

  /// Reads a cookie of our own; nil for one that is not ours, or too old.
  func open(_ cookie: Cookie, now: Now) -> Cookie.Payload? {
    guard let payload = key.open(cookie.sealed, nonce: cookie.nonce, as: Cookie.Payload.self)
    else { return nil }
    let age = now.monotonic - payload.madeAt
    return age >= .zero && age <= Self.lifetime ? payload : nil
  }
}

extension Cookie.Payload {
  /// When the cookie was made; of our own cookies alone.
  var madeAt: Instant { Instant(nanoseconds: Int64(bitPattern: time)) }
}
