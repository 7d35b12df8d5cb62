/// `hook("name", { verify = …, secret = … }, function(request) … end)`
public struct IncomingHook: Hashable, Sendable {
  /// The last part of its path, `/hooks/NAME`.
  public var name: String
  public var scheme: HookScheme
  /// The proofs that it accepts, one for each secret; empty where secrets are made up.
  public var proofs: [HookProof]

  /// Hooks of one bot.
  public static let countMax = 100
  /// Bytes of a request's body: 512 KiB.
  public static let bodyBytesMax = 524_288

  public init(name: String, scheme: HookScheme, proofs: [HookProof]) {
    self.name = name
    self.scheme = scheme
    self.proofs = proofs
  }

  /// Whether a text is a name that stands in a path as it is.
  public static func isName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}

/// How the sender of a hook proves that it knows the secret.
public enum HookScheme: String, Codable, Hashable, Sendable, CaseIterable {
  /// Signatures of Standard Webhooks.
  case standard
  case github
  /// The secret in `X-Gitlab-Token`, or GitLab's signatures of Standard Webhooks.
  case gitlab
  case slack
  /// The secret in `Authorization: Bearer`.
  case bearer
  /// The secret as a bearer's token or a password, as Alertmanager and Grafana send it.
  case alertmanager
}

/// What the sender of a hook proves itself with. Never logged, never stored.
public enum HookProof: Hashable, Sendable {
  /// A key of Standard Webhooks, which signs.
  case shared(WebhookKey)
  /// The public half of a key of Ed25519 that signs: 32 bytes.
  case verifying([UInt8])
  /// A text: the key of an HMAC, a token or a password.
  case text(HookSecret)

  /// The fewest bytes of a secret: it can't be guessed.
  public static let secretBytesMin = 16

  /// - Throws: the end of a sentence about the secret.
  public init(_ secret: String, for scheme: HookScheme) throws(SettingMistake) {
    let isKey = secret.utf8.dropping(WebhookKey.sharedPrefix) != nil
    if scheme == .standard || scheme == .gitlab && isKey {
      self = try Self.key(secret)
      return
    }
    guard secret.utf8.count >= Self.secretBytesMin else {
      throw SettingMistake(
        "has \(secret.utf8.count) bytes, which can be guessed: at least \(Self.secretBytesMin) are"
          + " needed, and `openssl rand -hex 32` makes a good one")
    }
    self = .text(HookSecret(secret))
  }

  private static func key(_ text: String) throws(SettingMistake) -> HookProof {
    do throws(WebhookKey.Mistake) {
      if let encoded = text.utf8.dropping(WebhookKey.publicPrefix) {
        guard let bytes = [UInt8](base64: encoded) else { throw .encoding }
        guard bytes.count == 32 else { throw .signingSize(bytes.count) }
        return .verifying(bytes)
      }
      let key = try WebhookKey(text)
      guard key.kind == .shared else { throw .kind(.signing) }
      return .shared(key)
    } catch {
      if case .kind(let kind) = error {
        throw SettingMistake("is \(kind), but must be \(KeyKind.shared), or \(KeyKind.verifying)")
      }
      throw SettingMistake(error.description)
    }
  }
}

/// A secret text, which prints as nothing.
public struct HookSecret: Hashable, Sendable, CustomStringConvertible {
  public let bytes: [UInt8]
  public init(_ text: String) { bytes = Array(text.utf8) }
  public var description: String { "<secret>" }
}
