/// The public key of a receiver, to which a webhook's bodies are sealed.
public struct SealingKey: Hashable, Sendable {
  public enum Mistake: Error, Hashable, Sendable {
    /// Not the Base64 of 32 bytes behind its prefix.
    case encoding
    /// A key for something else.
    case kind(KeyKind)
    /// Nothing can be sealed to it.
    case weak
  }

  /// Before the Base64 of the public and of the secret half.
  public static let (publicPrefix, secretPrefix) = ("sealpub_", "sealsec_")

  /// 32 bytes, of X25519.
  public let bytes: [UInt8]

  /// - Precondition: `bytes` has 32 elements.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "a key has 32 bytes")
    self.bytes = bytes
  }

  /// - Parameter text: "sealpub_…".
  public init(_ text: String) throws(Mistake) {
    if let kind = KeyKind(of: text), kind != .sealing { throw .kind(kind) }
    guard let encoded = text.utf8.dropping(Self.publicPrefix),
      let decoded = [UInt8](base64: encoded), decoded.count == 32
    else { throw .encoding }
    bytes = decoded
  }
}

extension SealingKey.Mistake: CustomStringConvertible {
  /// The end of a sentence about the key.
  public var description: String {
    switch self {
    case .encoding: "is not what `postern key sealing` prints: \"sealpub_\" and 44 characters"
    case .kind(let kind): "is \(kind), but must be \(KeyKind.sealing)"
    case .weak: "is no key that anything can be sealed to"
    }
  }
}

/// Seals a webhook's body to its receiver.
///
/// - Parameter seed: 32 random bytes, for this body alone.
/// - Returns: nil where the key is weak.
public typealias BodySealing =
  @Sendable (_ body: [UInt8], _ key: SealingKey, _ seed: [UInt8]) -> [UInt8]?
