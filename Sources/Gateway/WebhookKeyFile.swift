import Foundation
import GatewayCore
import GatewayWebhooks

/// Keys of webhooks, as `postern key` makes and shows them: one line of text.
public enum WebhookKeyFile {
  /// A new key of Ed25519 for signing, and its public half.
  public static func makeSigning() -> (secret: String, public: String) {
    let (key, text) = WebhookKey.makeSigning()
    return (text, key.publicText ?? "")
  }

  /// A new key pair of a receiver of sealed bodies.
  public static func makeSealing() -> (secret: String, public: String) { SealedBody.makeKeys() }

  /// The public half of the key in a file.
  ///
  /// - Throws: `Failure` where there is none.
  public static func publicText(of file: String) throws -> String {
    let line = try line(of: file)
    if let opening = OpeningKey(line) { return opening.publicText }
    if let kind = KeyKind(of: line), kind == .verifying || kind == .sealing {
      throw Failure("The key in \(file) is \(kind) already.", .data)
    }
    let key: WebhookKey
    do throws(WebhookKey.Mistake) { key = try WebhookKey(line) } catch {
      throw Failure("The key in \(file) \(error).", .data)
    }
    guard let publicText = key.publicText else {
      throw Failure(
        "The key in \(file) has no public half: the receiver verifies with the same text.", .data)
    }
    return publicText
  }

  /// The file's text, without blanks and line ends around it.
  static func line(of file: String) throws -> String {
    do throws(NamedFile.Fault) {
      return try NamedFile.text(file, onlyRegular: true).trimmingCharacters(
        in: .whitespacesAndNewlines)
    } catch { throw Failure(file, fault: error) }
  }
}
