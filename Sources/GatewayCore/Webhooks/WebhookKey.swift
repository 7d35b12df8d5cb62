/// A key that signs a webhook's deliveries. Never logged, never stored.
public struct WebhookKey: Hashable, Sendable {
  public enum Mistake: Error, Hashable, Sendable {
    /// Not Base64.
    case encoding
    /// It has so many bytes.
    case size(Int)
    /// The same for a key of Ed25519.
    case signingSize(Int)
    /// A key for something else.
    case kind(KeyKind)
  }

  public enum Kind: Hashable, Sendable {
    /// HMAC-SHA256 with a key that the receiver has too: signatures "v1".
    case shared
    /// Ed25519 with a key of the sender alone, whose seed the bytes are: signatures "v1a".
    case signing
  }

  /// Bytes of a shared key, as the specification requires. Its libraries accept shorter ones, which
  /// could be guessed.
  public static let sizes = 24...64
  /// Before the Base64 of each kind, and of the public half of a signing key.
  public static let (sharedPrefix, signingPrefix, publicPrefix) = ("whsec_", "whsk_", "whpk_")

  public let kind: Kind
  public let bytes: [UInt8]

  /// - Parameter text: padded Base64 behind "whsec_" or nothing: what verifiers of Standard
  ///   Webhooks accept. Behind "whsk_" a key of Ed25519: 32 bytes, or 64 with the public half at
  ///   their end.
  /// - Source: https://www.standardwebhooks.com, "Symmetric signatures", "Asymmetric signatures"
  public init(_ text: String) throws(Mistake) {
    if let kind = KeyKind(of: text), kind != .shared, kind != .signing { throw .kind(kind) }
    if let encoded = text.utf8.dropping(Self.signingPrefix) {
      guard let decoded = [UInt8](base64: encoded) else { throw .encoding }
      guard [32, 64].contains(decoded.count) else { throw .signingSize(decoded.count) }
      kind = .signing
      bytes = Array(decoded.prefix(32))
      return
    }
    let encoded = text.utf8.dropping(Self.sharedPrefix) ?? text.utf8[...]
    guard let decoded = [UInt8](base64: encoded) else { throw .encoding }
    guard Self.sizes.contains(decoded.count) else { throw .size(decoded.count) }
    bytes = decoded
    kind = .shared
  }

  /// A key of Ed25519.
  ///
  /// - Precondition: `seed` has 32 elements.
  public init(seed: [UInt8]) {
    precondition(seed.count == 32, "a seed has 32 bytes")
    bytes = seed
    kind = .signing
  }
}

extension WebhookKey: CustomStringConvertible {
  public var description: String { "<key>" }
}

extension WebhookKey.Mistake: CustomStringConvertible {
  /// The end of a sentence about the key.
  public var description: String {
    switch self {
    case .encoding:
      "is not Base64 (behind \"whsec_\", \"whsk_\" or nothing); \(Self.advice)"
    case .size(let count):
      "stands for \(count) bytes; Standard Webhooks takes 24 to 64: \(Self.advice)"
    case .signingSize(let count):
      "stands for \(count) bytes; a key of Ed25519 has 32 or 64: `postern key signing` makes one"
    case .kind(let kind):
      "is \(kind), but must be \(KeyKind.signing), or \(KeyKind.shared)"
    }
  }

  private static let advice = "`openssl rand -base64 32` makes one"
}

extension String.UTF8View {
  /// What follows a prefix; nil where it is not there.
  package func dropping(_ prefix: String) -> SubSequence? {
    starts(with: prefix.utf8) ? dropFirst(prefix.utf8.count) : nil
  }
}
