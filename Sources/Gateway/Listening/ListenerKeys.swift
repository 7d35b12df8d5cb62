import Foundation
import GatewayCore
import GatewayWebhooks

/// The keys of a receiver, each told by its prefix.
public struct ListenerKeys: Sendable {
  let verifier: WebhookVerifier?
  let opening: [OpeningKey]

  /// - Parameter files: each has one key in one line.
  /// - Throws: `Failure` where one has none.
  public init(files: [String]) throws {
    var verifying: [VerificationKey] = []
    var opening: [OpeningKey] = []
    for file in files {
      let line = try WebhookKeyFile.line(of: file)
      if let key = OpeningKey(line) {
        opening.append(key)
        continue
      }
      if let kind = KeyKind(of: line), kind == .sealing || kind == .signing {
        throw Failure(
          "The key in \(file) is \(kind): a receiver verifies with \(KeyKind.shared) or"
            + " \(KeyKind.verifying), and opens with \(KeyKind.opening).", .data)
      }
      do throws(WebhookKey.Mistake) { verifying.append(try VerificationKey(line)) } catch {
        throw Failure("The key in \(file) \(error).", .data)
      }
    }
    verifier = verifying.isEmpty ? nil : WebhookVerifier(keys: verifying)
    self.opening = opening
  }
}
