import GatewayCore
import Testing

@testable import GatewayWebhooks

@Suite struct `A sealed body` {
  private let key: OpeningKey
  private let publicKey: SealingKey
  private let seed = Array(UInt8(1)...32)

  init() throws {
    key = try #require(OpeningKey("sealsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="))
    publicKey = try SealingKey(key.publicText)
  }

  private func seal(_ body: [UInt8]) throws -> [UInt8] {
    try #require(SealedBody.seal(body, publicKey, seed))
  }

  @Test(arguments: [0, 1, 1_023, 1_024, 5_000, 262_144])
  func `opens to what was sealed`(count: Int) throws {
    let body = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    #expect(try SealedBody.open(seal(body), with: key) == body)
    #expect(try SealedBody.open(seal([0x80, 0, 0]), with: key) == [0x80, 0, 0])
  }

  /// Of the version, the key and the tag there are 49 bytes.
  @Test(arguments: [(0, 1_024), (1_023, 1_024), (1_024, 2_048), (2_047, 2_048), (2_048, 4_096)])
  func `has a size that tells the power of two alone`(count: Int, bucket: Int) throws {
    #expect(try seal([UInt8](repeating: 65, count: count)).count == 49 + bucket)
  }

  @Test func `is made of its seed, and is another one with another seed`() throws {
    let body = Array("{}".utf8)
    let other = try #require(SealedBody.seal(body, publicKey, seed.reversed()))
    #expect(try seal(body) == seal(body) && seal(body) != other)
    #expect(try SealedBody.open(other, with: key) == body)
  }

  @Test func `does not open with another key, nor changed`() throws {
    let sealed = try seal(Array("{}".utf8))
    let other = try #require(OpeningKey(SealedBody.makeKeys().secret))
    #expect(throws: SealedBody.Fault.box) { try SealedBody.open(sealed, with: other) }
    for place in [1, 33, 49, sealed.count - 1] {
      var changed = sealed
      changed[place] ^= 1
      #expect(throws: SealedBody.Fault.box) { try SealedBody.open(changed, with: key) }
    }
    #expect(throws: SealedBody.Fault.version) { try SealedBody.open([2] + sealed, with: key) }
    #expect(throws: SealedBody.Fault.version) { try SealedBody.open([], with: key) }
    #expect(throws: SealedBody.Fault.box) { try SealedBody.open([1, 2], with: key) }
  }

  @Test func `is sealed to no weak key`() {
    let weak = SealingKey(bytes: [UInt8](repeating: 0, count: 32))
    #expect(SealedBody.seal([], weak, seed) == nil)
    #expect(!WebhookFormats.all.canSeal(to: weak) && WebhookFormats.all.canSeal(to: publicKey))
  }

  @Test(arguments: [
    ("", SealingKey.Mistake.encoding), ("sealpub_", .encoding), ("sealpub_AAEC", .encoding),
    ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", .encoding),
    ("sealsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", .kind(.opening)),
  ])
  func `needs a public key`(text: String, mistake: SealingKey.Mistake) {
    #expect(throws: mistake) { try SealingKey(text) }
  }

  @Test func `is an event that tells the hour, and holds nothing in clear`() throws {
    var webhook = Webhook(name: "desk", url: "https://a.example/", send: .sealed)
    webhook.sealingKey = publicKey
    let event = `The formats of webhooks`.event("a secret", extra: .null, for: webhook)
    var entropy: any RandomNumberGenerator = SystemRandomNumberGenerator()
    let bodies = WebhookFormats.all.bodies(of: event, for: webhook, entropy: &entropy)
    let start = #"{"type":"sealed","timestamp":"2026-01-05T10:00:00.000Z","data":{"box":""#
    let body = try #require(bodies.first)
    #expect(bodies.count == 1 && body.hasPrefix(start) && body.hasSuffix(#""},"version":1}"#))
    let text = body.dropFirst(start.utf8.count).prefix { $0 != "\"" }
    let box = try #require([UInt8](base64: text.utf8))
    let opened = String(decoding: try SealedBody.open(box, with: key), as: UTF8.self)
    #expect(opened == event.json && opened.contains("a secret"))
    #expect(opened.contains(#""codename":"amber-heron""#) && opened.contains(#""extra":null"#))
    webhook.sealingKey = nil
    #expect(WebhookFormats.all.bodies(of: event, for: webhook, entropy: &entropy) == [])
  }
}
