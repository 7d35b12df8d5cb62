import GatewayCore
import Testing

@Suite struct `Keys of webhooks` {
  @Test(arguments: [
    ("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", Array(0..<24)),
    ("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGA==", Array(0..<25)),
    ("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBk=", Array(0..<26)),
    ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", Array(0..<24)),
  ])
  func `a key is Base64, with its prefix or without`(text: String, bytes: [UInt8]) throws {
    #expect(try WebhookKey(text).bytes == bytes)
  }

  @Test func `the alphabet is the standard one, whole`() throws {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    let bytes = try WebhookKey("whsec_" + alphabet).bytes
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(
      digits == "00108310518720928b30d38f41149351559761969b71d79f"
        + "8218a39259a7a29aabb2dbafc31cb3d35db7e39ebbf3dfbf")
  }

  @Test(arguments: [
    ("", WebhookKey.Mistake.size(0)), ("fifteen bytes..", .encoding), ("whsec_", .size(0)),
    ("a plain text of more than 24 bytes", .encoding), ("0123456789abcdef", .size(12)),
    ("whsec_AAAA", .size(3)),
    ("WHSEC_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", .encoding),
    ("whsec_" + String(repeating: "A", count: 88), .size(66)),
    ("whsec_not!base64", .encoding), ("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGA=", .encoding),
    ("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX====", .encoding),
    ("whsec_AAECAwQFBgcICQoLDA0O-xAREhMUFRY_", .encoding),
  ])
  func `any other is refused`(text: String, mistake: WebhookKey.Mistake) {
    #expect(throws: mistake) { try WebhookKey(text) }
  }

  @Test(arguments: [
    "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8DoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA==",
  ])
  func `a key of Ed25519 is its seed, with the public half behind it or without`(
    text: String
  ) throws {
    let key = try WebhookKey(text)
    #expect(key.kind == .signing && key.bytes == Array(0..<32))
    #expect(try WebhookKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX").kind == .shared)
  }

  @Test(arguments: [
    ("whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", WebhookKey.Mistake.signingSize(24)),
    ("whsk_AAEC", .signingSize(3)), ("whsk_", .signingSize(0)), ("whsk_?", .encoding),
    ("whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=", .kind(.verifying)),
  ])
  func `any other key of Ed25519 is refused, and a public one signs nothing`(
    text: String, mistake: WebhookKey.Mistake
  ) {
    #expect(throws: mistake) { try WebhookKey(text) }
  }

  @Test func `two keys sign until the old one's time is over, the new one first`() throws {
    var webhook = Webhook(name: "desk", url: "https://a.example/")
    #expect(webhook.signingKeys(at: UnixMilliseconds(0)) == [])
    let (new, old) = (WebhookKey(seed: Array(0..<32)), WebhookKey(seed: Array(1..<33)))
    webhook.key = new
    webhook.oldKey = Webhook.OldKey(old, until: UnixMilliseconds(1_000))
    #expect(webhook.signingKeys(at: UnixMilliseconds(999)) == [new, old])
    #expect(webhook.signingKeys(at: UnixMilliseconds(1_000)) == [new])
  }

  @Test func `a key does not show itself`() throws {
    #expect("\(try WebhookKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"))" == "<key>")
  }
}
