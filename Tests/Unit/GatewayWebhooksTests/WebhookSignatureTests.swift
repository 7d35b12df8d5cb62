import GatewayCore
import Testing

@testable import GatewayWebhooks

/// The content is the example of Standard Webhooks; the signatures were made with Python's hmac and
/// `cryptography`.
@Suite struct `Signatures of webhooks` {
  private let content = #"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"#

  @Test(arguments: [
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    (
      "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==",
      "v1,LZ5zuwHTqQH3VM8ERUusjzVQq1FXzemvpR8Mk7Ivp5c="
    ),
    (
      "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
      "v1a,yoUrgEkc12aGqm0n4Sydmdz55xJfTz4AsAgieHFjmkR7LJtqVCZOQYzvvHjI5kAey+r4iaBGxTFRrl2iBQxtDQ=="
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

  @Test func `the public half of a key is what others compute`() throws {
    let key = WebhookKey(seed: Array(0..<32))
    #expect(key.publicText == "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=")
    #expect(try WebhookKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX").publicText == nil)
    let (made, text) = WebhookKey.makeSigning()
    #expect(try WebhookKey(text) == made && made != WebhookKey.makeSigning().key)
  }

  @Test func `two keys give two signatures, one space between them`() throws {
    var webhook = Webhook(name: "desk", url: "https://a.example/")
    let now = UnixMilliseconds(1_614_265_330_000)
    let parts = content.split(separator: ".", maxSplits: 2).map(String.init)
    func header() -> String? {
      webhook.signature(of: parts[2], id: parts[0], timestamp: parts[1], at: now)
    }
    #expect(header() == nil)
    webhook.key = WebhookKey(seed: Array(0..<32))
    let old = try WebhookKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    webhook.oldKey = Webhook.OldKey(old, until: now.advanced(byMilliseconds: 1))
    let (first, second) = (
      WebhookSignature(key: WebhookKey(seed: Array(0..<32))), WebhookSignature(key: old)
    )
    #expect(header() == "\(first.header(for: content)) \(second.header(for: content))")
    webhook.oldKey?.until = now
    #expect(header() == first.header(for: content))
  }
}
