import GatewayCore
import Testing

@testable import GatewayWebhooks

@Suite struct `A verifier of signatures` {
  private static let shared = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  private static let publicKey = "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
  private static let body = Array(#"{"test": 2432232314}"#.utf8)
  private static let now = UnixMilliseconds(1_614_265_330_999)
  private static let symmetric = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
  private static let asymmetric =
    "v1a,yoUrgEkc12aGqm0n4Sydmdz55xJfTz4AsAgieHFjmkR7LJtqVCZOQYzvvHjI5kAey+r4iaBGxTFRrl2iBQxtDQ=="

  private static let headers = [
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
  ]

  private func refusal(
    _ signature: String?, keys: [String] = [shared, publicKey], body: [UInt8] = body,
    now: UnixMilliseconds = now, timestamp: String = "1614265330"
  ) throws -> WebhookVerifier.Refusal? {
    let verifier = WebhookVerifier(keys: try keys.map(VerificationKey.init))
    var headers = Self.headers
    headers["webhook-timestamp"] = timestamp
    headers["webhook-signature"] = signature
    do throws(WebhookVerifier.Refusal) {
      try verifier.verify(body, now: now) { headers[$0] }
      return nil
    } catch { return error }
  }

  @Test(arguments: [
    symmetric, asymmetric, "\(symmetric) \(asymmetric)", "v1,AAAA \(asymmetric)",
    "v2a,xyz v0 \(symmetric)",
  ])
  func `accepts a good signature among others`(signature: String) throws {
    #expect(try refusal(signature) == nil)
  }

  @Test func `knows a key by its public half, and knows the shared one`() throws {
    #expect(try refusal(Self.asymmetric, keys: [Self.publicKey]) == nil)
    let seed = "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    #expect(try refusal(Self.asymmetric, keys: [seed]) == nil)
    #expect(try refusal(Self.symmetric, keys: [Self.publicKey]) == .noMatch)
    #expect(try refusal(Self.asymmetric, keys: [Self.shared]) == .noMatch)
  }

  @Test(arguments: [
    "", " ", ",", "v1", "v1,", "V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",
    "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    "v1,h0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1a,AAAA",
    "v1,yoUrgEkc12aGqm0n4Sydmdz55xJfTz4AsAgieHFjmkR7LJtqVCZOQYzvvHjI5kAey+r4iaBGxTFRrl2iBQxtDQ==",
  ])
  func `refuses what is none`(signature: String) throws {
    #expect(try refusal(signature) == .noMatch)
  }

  @Test func `refuses another body, another time, and what is old or from the future`() throws {
    #expect(try refusal(Self.symmetric, body: Self.body + [32]) == .noMatch)
    #expect(try refusal(Self.symmetric, timestamp: "1614265331") == .noMatch)
    #expect(try refusal(Self.symmetric, timestamp: "soon") == .timestamp)
    #expect(try refusal(Self.symmetric, timestamp: "-9223372036854775808") == .timestamp)
    func at(_ seconds: Int64) throws -> WebhookVerifier.Refusal? {
      try refusal(Self.symmetric, now: Self.now.advanced(byMilliseconds: seconds * 1_000))
    }
    #expect(try at(300) == nil && at(-300) == nil)
    #expect(try at(301) == .tooOld(301) && at(-301) == .tooNew(301))
  }

  @Test func `refuses a request without a signature, and says what is missing`() throws {
    #expect(try refusal(nil) == .missing("webhook-signature"))
  }

  @Test(arguments: [("whpk_AAEC", WebhookKey.Mistake.signingSize(3)), ("whpk_!", .encoding)])
  func `takes no broken key`(text: String, mistake: WebhookKey.Mistake) {
    #expect(throws: mistake) { try VerificationKey(text) }
  }
}
