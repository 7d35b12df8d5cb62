/// The public key of an inbox, to which content is sealed on arrival: of X-Wing, which is
/// ML-KEM-768 together with X25519.
public struct InboxKey: Hashable, Sendable {
  public enum Mistake: Error, Hashable, Sendable {
    /// Not the Base64 of 1,216 bytes behind its prefix.
    case encoding
    /// The secret half, which has no place in a bot's file.
    case secret
    /// A file that has the secret half too.
    case secretFile
    /// A key for something else.
    case kind(KeyKind)
    /// The right size, and still no key.
    case invalid
    /// The file that is to have it can't be read: the end of a sentence.
    case file(String)
  }

  /// Before the Base64 of the public half.
  public static let prefix = "inboxpub_"
  /// Before the Base64 of the secret half, in clear and under a passphrase.
  public static let (secretPrefix, lockedPrefix) = ("inboxsec_", "inboxenc_")
  /// Bytes.
  public static let size = 1_216

  public let bytes: [UInt8]

  /// - Precondition: `bytes` has `size` elements.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == Self.size, "an inbox key has 1,216 bytes")
    self.bytes = bytes
  }

  /// - Parameter text: "inboxpub_…".
  public init(_ text: String) throws(Mistake) {
    if text.hasPrefix(Self.secretPrefix) || text.hasPrefix(Self.lockedPrefix) { throw .secret }
    if let kind = KeyKind(of: text) { throw .kind(kind) }
    guard let encoded = text.utf8.dropping(Self.prefix),
      let decoded = [UInt8](base64: encoded), decoded.count == Self.size
    else { throw .encoding }
    bytes = decoded
  }

  /// Whether a text is meant as a key, of either half or of another kind, and not as a file's name.
  public static func isKeyText(_ text: String) -> Bool {
    KeyKind(of: text) != nil
      || [prefix, secretPrefix, lockedPrefix].contains { text.hasPrefix($0) }
  }

  /// "inboxpub_…", 1,633 characters.
  public var text: String { Self.prefix + bytes.base64 }
}

extension InboxKey.Mistake: CustomStringConvertible {
  /// The end of a sentence about the key.
  public var description: String {
    switch self {
    case .encoding: "is not what `postern key inbox new` prints: \"inboxpub_\" and 1,624 characters"
    case .secret: "is a secret key, which must not be on this machine: give the public half"
    case .secretFile:
      "holds the secret half, which must not be on this machine: give what `postern key inbox"
        + " public` prints"
    case .kind(let kind): "is \(kind), but must be an inbox key (\"inboxpub_…\")"
    case .file(let reason): "can't be read: \(reason)"
    case .invalid: "is no key that anything can be sealed to"
    }
  }
}
