import Foundation
import GatewayCore
import GatewayWebhooks
import Testing

/// Our signatures and those of others, with the libraries that receivers and senders use.
@Suite(.mayBlock) struct `Signatures and other libraries` {
  private static let shared = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
  private static let body = #"{"type":"message","data":{"text":"h\u00e9 \"x\""}}"#

  /// The headers of a request that is sent now, as JSON for a script.
  private func headers(_ webhook: Webhook) throws -> String {
    let delivery = Delivery(
      id: DeliveryID(1), webhookID: "msg_0af1c2d3e4f5a6b7c8d9e0f1", webhook: "desk", contact: nil,
      body: Self.body, due: UnixMilliseconds(0))
    let now = UnixMilliseconds(Int64(Date().timeIntervalSince1970 * 1_000))
    let request = JSONFormat().request(for: delivery, to: webhook, now: now)
    let headers = request.http?.headers ?? []
    let fields = Dictionary(uniqueKeysWithValues: headers.map { ($0.name, $0.value) })
    return String(decoding: try JSONEncoder().encode(fields), as: UTF8.self)
  }

  private static let verify = """
    import json, sys
    from standardwebhooks import Webhook
    event = Webhook(sys.argv[1]).verify(sys.argv[3].encode(), json.loads(sys.argv[2]))
    print(event["data"]["text"])
    """

  @Test func `the library of Standard Webhooks accepts ours, alone and beside another`() throws {
    var webhook = Webhook(name: "desk", url: "http://a.example/", key: try WebhookKey(Self.shared))
    let alone = try PythonLibrary(Self.verify, [Self.shared, headers(webhook), Self.body])
    #expect(alone.output == "hé \"x\"\n", "\(alone.errors)")
    webhook.oldKey = Webhook.OldKey(
      try WebhookKey(Self.shared), until: UnixMilliseconds(.max))
    for key in ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", WebhookKey.makeSigning().text] {
      webhook.key = try WebhookKey(key)
      let beside = try PythonLibrary(Self.verify, [Self.shared, headers(webhook), Self.body])
      #expect(beside.output == "hé \"x\"\n", "\(beside.errors)")
    }
    let other = try PythonLibrary(
      Self.verify, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx", headers(webhook), Self.body])
    #expect(other.errors.contains("WebhookVerificationError"))
  }

  @Test func `the example with Ed25519 of another library accepts ours, and no changed body`()
    throws
  {
    let key = WebhookKey.makeSigning().key
    let headers = try headers(Webhook(name: "desk", url: "http://a.example/", key: key))
    let publicText = try #require(key.publicText)
    let script =
      try WebhookPage.python(with: "Ed25519PublicKey") + """

        import json, sys
        print(is_ours(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3].encode()))
        """
    let good = try PythonLibrary(script, [publicText, headers, Self.body])
    #expect(good.output == "True\n", "\(good.errors)")
    let bad = try PythonLibrary(script, [publicText, headers, Self.body + " "])
    #expect(bad.output == "False\n", "\(bad.errors)")
  }

  @Test func `the example without a library accepts ours, and no changed body`() throws {
    let key = try WebhookKey(Self.shared)
    let headers = try headers(Webhook(name: "desk", url: "http://a.example/", key: key))
    let script =
      try WebhookPage.python(with: "hmac.compare_digest") + """

        import json, sys
        print(is_ours(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3].encode()))
        """
    #expect(try PythonLibrary(script, [Self.shared, headers, Self.body]).output == "True\n")
    #expect(try PythonLibrary(script, [Self.shared, headers, "{}"]).output == "False\n")
  }

  private static let sign = """
    import base64, sys
    from datetime import datetime, timezone
    from standardwebhooks import Webhook
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    now, body = datetime.now(tz=timezone.utc), sys.argv[2]
    print(int(now.timestamp()))
    print(Webhook(sys.argv[1]).sign("msg_1", now, body))
    signed = f"msg_1.{int(now.timestamp())}.{body}".encode()
    sender = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    print("v1a," + base64.b64encode(sender.sign(signed)).decode())
    """

  @Test func `ours accepts what the others sign`() throws {
    let signed = try PythonLibrary(Self.sign, [Self.shared, Self.body])
    let lines = signed.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 3, "\(signed.errors)")
    let publicText = try #require(WebhookKey(seed: Array(0..<32)).publicText)
    let now = UnixMilliseconds(try #require(Int64(lines[0])) * 1_000)
    for (key, signature) in [(Self.shared, lines[1]), (publicText, lines[2])] {
      let headers = [
        "webhook-id": "msg_1", "webhook-timestamp": lines[0], "webhook-signature": signature,
      ]
      let verifier = WebhookVerifier(keys: [try VerificationKey(key)])
      try verifier.verify(Array(Self.body.utf8), now: now) { headers[$0] }
      #expect(throws: WebhookVerifier.Refusal.noMatch) {
        try verifier.verify([], now: now) { headers[$0] }
      }
    }
  }
}
