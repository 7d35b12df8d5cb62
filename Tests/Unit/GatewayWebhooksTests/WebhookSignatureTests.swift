import GatewayCore
import GatewayWebhooks
import Testing

/// The content is the example of Standard Webhooks; the tags were made with Python's hmac.
@Suite struct `Signatures of webhooks` {
  private let content = #"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"#

  @Test(arguments: [
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    (
      "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==",
      "v1,LZ5zuwHTqQH3VM8ERUusjzVQq1FXzemvpR8Mk7Ivp5c="
    ),
  ])
  func `a signature is one that others compute`(secret: String, signature: String) throws {
    #expect(WebhookSignature(key: try WebhookKey(secret)).header(for: content) == signature)
  }

  @Test func `another secret, or another body, gives another signature`() throws {
    let signature = WebhookSignature(key: try WebhookKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"))
    let another = WebhookSignature(key: try WebhookKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYY"))
    #expect(signature.header(for: content) != another.header(for: content))
    #expect(signature.header(for: content) != signature.header(for: content + " "))
  }
}
