import GatewayCore
import GatewayWebhooks
import Testing

/// The content is the example of Standard Webhooks; the tags were made with Python's hmac.
@Suite struct WebhookSignatureTests {
  private let content = #"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"#

  @Test(arguments: [
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    (
      "a plain secret, longer than one block of SHA-256, which is hashed first",
      "v1,lGa9L47qSOmLQf5I1kjhYDjauNeVlSs6NUzNtevJ5+U="
    ),
  ])
  func `a signature is one that others compute`(secret: String, signature: String) throws {
    #expect(WebhookSignature(key: try WebhookKey(secret)).header(for: content) == signature)
  }

  @Test func `another secret, or another body, gives another signature`() throws {
    let signature = WebhookSignature(key: try WebhookKey("the key number one"))
    let another = WebhookSignature(key: try WebhookKey("the key number two"))
    #expect(signature.header(for: content) != another.header(for: content))
    #expect(signature.header(for: content) != signature.header(for: content + " "))
  }
}
