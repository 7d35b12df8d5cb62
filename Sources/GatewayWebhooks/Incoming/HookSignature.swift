import CSodium
import GatewayCore

/// Senders that sign the body with the secret.
enum HookSignature {
  /// HMAC-SHA256 of the body, in hex behind "sha256=". It covers neither a time nor an id.
  ///
  /// - Source: https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
  static func checkGitHub(
    _ request: HookRequest, _ proofs: [HookProof]
  ) throws(HookRefusal) {
    guard let value = request.header("x-hub-signature-256") else { throw .unproven }
    try check(value, prefix: "sha256=", of: request.body, proofs)
  }

  /// HMAC-SHA256 of `v0:TIMESTAMP:BODY`, in hex behind "v0=".
  ///
  /// - Source: https://api.slack.com/authentication/verifying-requests-from-slack
  static func checkSlack(
    _ request: HookRequest, _ proofs: [HookProof], now: UnixMilliseconds
  ) throws(HookRefusal) {
    guard let value = request.header("x-slack-signature"),
      let timestamp = request.header("x-slack-request-timestamp")
    else { throw .unproven }
    guard let seconds = Int64(timestamp) else { throw .time }
    let (age, overflow) = (now.rawValue / 1_000).subtractingReportingOverflow(seconds)
    guard !overflow, abs(age) <= WebhookVerifier.tolerance else { throw .time }
    try check(
      value, prefix: "v0=", of: Array("v0:\(timestamp):".utf8) + request.body, proofs)
  }

  /// Signatures of Standard Webhooks.
  static func checkStandard(
    _ request: HookRequest, _ proofs: [HookProof], now: UnixMilliseconds
  ) throws(HookRefusal) {
    let keys = proofs.compactMap { proof -> VerificationKey? in
      switch proof {
      case .shared(let key): .shared(key)
      case .verifying(let key): .public(key)
      case .text: nil
      }
    }
    do throws(WebhookVerifier.Refusal) {
      try WebhookVerifier(keys: keys).verify(request.body, now: now, header: request.header)
    } catch {
      switch error {
      case .missing: throw .unproven
      case .timestamp, .tooOld, .tooNew: throw .time
      case .noMatch: throw .proof
      }
    }
  }

  private static func check(
    _ value: String, prefix: String, of content: [UInt8], _ proofs: [HookProof]
  ) throws(HookRefusal) {
    guard let digits = value.utf8.dropping(prefix), let signature = [UInt8](hexadecimal: digits)
    else {
      throw .proof
    }
    var isSigned = false
    for case .text(let secret) in proofs {
      let tag = WebhookSignature.tag(of: content, secret.bytes)
      if signature.count == tag.count, sodium_memcmp(signature, tag, tag.count) == 0 {
        isSigned = true
      }
    }
    guard isSigned else { throw .proof }
  }
}
