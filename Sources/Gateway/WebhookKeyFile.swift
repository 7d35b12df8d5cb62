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

  /// The public half of the key in a file.
  ///
  /// - Throws: `Failure` where there is none.
  public static func publicText(of file: String) throws -> String {
    let text: String
    do throws(NamedFile.Fault) { text = try NamedFile.text(file) } catch {
      throw Failure(file, fault: error)
    }
    let key: WebhookKey
    do throws(WebhookKey.Mistake) {
      key = try WebhookKey(text.trimmingCharacters(in: .whitespacesAndNewlines))
    } catch { throw Failure("The key in \(file) \(error).", .data) }
    guard let publicText = key.publicText else {
      throw Failure(
        "The key in \(file) has no public half: the receiver verifies with the same text.", .data)
    }
    return publicText
  }
}
