/// The kinds of keys that webhooks have, each told by the beginning of its text.
public enum KeyKind: Hashable, Sendable, CaseIterable {
  /// HMAC, of sender and receiver.
  case shared
  /// Ed25519, of the sender; of the receiver.
  case signing, verifying
  /// X25519, of the sender; of the receiver.
  case sealing, opening

  public var prefix: String {
    switch self {
    case .shared: WebhookKey.sharedPrefix
    case .signing: WebhookKey.signingPrefix
    case .verifying: WebhookKey.publicPrefix
    case .sealing: SealingKey.publicPrefix
    case .opening: SealingKey.secretPrefix
    }
  }

  /// The kind of a key's text; nil where its beginning is none of theirs.
  public init?(of text: String) {
    guard let kind = Self.allCases.first(where: { text.hasPrefix($0.prefix) }) else { return nil }
    self = kind
  }
}

extension KeyKind: CustomStringConvertible {
  /// For the middle of a sentence.
  public var description: String {
    switch self {
    case .shared: "a shared signing key (\"whsec_…\")"
    case .signing: "a secret signing key (\"whsk_…\")"
    case .verifying: "a public key that verifies (\"whpk_…\")"
    case .sealing: "a public key to seal to (\"sealpub_…\")"
    case .opening: "a receiver's secret key that opens (\"sealsec_…\")"
    }
  }
}
