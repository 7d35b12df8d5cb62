import GatewayCore
import Testing

@testable import GatewayWebhooks

/// Proofs of senders, with the examples of their own pages.
@Suite struct `A verifier of hooks` {
  private static let slackSecret = "8f742231b10e8888abcd99yyyzzz85a5"
  private static let slackTime = UnixMilliseconds(1_531_420_618_000)
  private static let slackBody = """
    token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V\
    &channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=\
    &response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554\
    %2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c
    """
  private static let slackHeaders = [
    "X-Slack-Request-Timestamp": "1531420618",
    "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    "Content-Type": "application/x-www-form-urlencoded",
  ]
  private static let githubSecret = "It's a Secret to Everybody"
  private static let githubSignature =
    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
  private static let standardKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  private static let standardTime = UnixMilliseconds(1_614_265_330_000)
  private static let standardBody = #"{"test": 2432232314}"#
  private static let standardHeaders = [
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  ]
  private static let token = "0123456789abcdef"

  private func verify(
    _ scheme: HookScheme, by secrets: [String], with headers: [String: String],
    _ body: String = "",
    now: UnixMilliseconds = UnixMilliseconds(0)
  ) throws -> Result<ProvenHook, HookRefusal> {
    let hook = IncomingHook(
      name: "deploy", scheme: scheme, proofs: try secrets.map { try HookProof($0, for: scheme) })
    let request = HookRequest(
      hook: "deploy", headers: headers.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) },
      body: Array(body.utf8))
    return Result { () throws(HookRefusal) in
      try HookVerifier(hook).verify(request, now: now)
    }
  }

  private func refusal(_ result: Result<ProvenHook, HookRefusal>) -> HookRefusal? {
    if case .failure(let refusal) = result { refusal } else { nil }
  }

  @Test func `knows GitHub's example, and no other body, secret or form of it`() throws {
    let headers = ["X-Hub-Signature-256": Self.githubSignature, "X-GitHub-Delivery": "72d3162e"]
    let proven = try verify(.github, by: [Self.githubSecret], with: headers, "Hello, World!").get()
    #expect(proven.request.id == "72d3162e" && proven.common == Array("id 72d3162e".utf8))
    #expect(proven.request.header("x-hub-signature-256") == nil)
    let old = try verify(
      .github, by: [Self.token, Self.githubSecret], with: headers, "Hello, World!")
    #expect(refusal(old) == nil)
    #expect(
      refusal(try verify(.github, by: [Self.githubSecret], with: headers, "Hello, World?"))
        == .proof)
    #expect(
      refusal(try verify(.github, by: [Self.token], with: headers, "Hello, World!")) == .proof)
    #expect(refusal(try verify(.github, by: [], with: headers, "Hello, World!")) == .proof)
    #expect(
      refusal(try verify(.github, by: [Self.githubSecret], with: [:], "Hello, World!")) == .unproven
    )
    for bad in ["sha1=\(Self.githubSignature.dropFirst(7))", "sha256=", "sha256=7", "sha256=zz"] {
      let headers = ["X-Hub-Signature-256": bad]
      let result = try verify(.github, by: [Self.githubSecret], with: headers, "Hello, World!")
      #expect(refusal(result) == .proof, "\(bad)")
    }
  }

  @Test func `answers GitHub's ping and Slack's challenge itself, once they are proven`() throws {
    let ping = ["X-Hub-Signature-256": Self.githubSignature, "X-GitHub-Event": "ping"]
    let pong = try verify(.github, by: [Self.githubSecret], with: ping, "Hello, World!").get()
    #expect(pong.trialAnswer == HookResponse(body: "pong"))
    #expect(refusal(try verify(.github, by: [Self.token], with: ping, "Hello, World!")) == .proof)
    let body = #"{"token":"x","challenge":"3eZbrw1aB","type":"url_verification"}"#
    let content = Array("v0:1531420618:\(body)".utf8)
    let tag = WebhookSignature.tag(of: content, Array(Self.slackSecret.utf8))
    let headers = [
      "X-Slack-Request-Timestamp": "1531420618",
      "X-Slack-Signature":
        "v0=" + tag.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
    ]
    let challenge = try verify(
      .slack, by: [Self.slackSecret], with: headers, body, now: Self.slackTime
    ).get()
    #expect(challenge.trialAnswer?.body == "3eZbrw1aB")
  }

  @Test func `knows Slack's example within five minutes`() throws {
    func result(after seconds: Int64, _ body: String = Self.slackBody) throws -> HookRefusal? {
      refusal(
        try verify(
          .slack, by: [Self.slackSecret], with: Self.slackHeaders, body,
          now: Self.slackTime.advanced(byMilliseconds: seconds * 1_000)))
    }
    #expect(try result(after: 0) == nil)
    #expect(try result(after: 300) == nil && result(after: -300) == nil)
    #expect(try result(after: 301) == .time && result(after: -301) == .time)
    #expect(try result(after: 0, Self.slackBody + "&x=y") == .proof)
    let proven = try verify(
      .slack, by: [Self.slackSecret], with: Self.slackHeaders, Self.slackBody, now: Self.slackTime
    ).get()
    #expect(proven.request.id == "398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c")
    var headers = Self.slackHeaders
    headers["X-Slack-Request-Timestamp"] = "1531420619"
    let moved = try verify(
      .slack, by: [Self.slackSecret], with: headers, Self.slackBody, now: Self.slackTime)
    #expect(refusal(moved) == .proof)
    headers["X-Slack-Request-Timestamp"] = "9223372036854775807"
    let far = try verify(
      .slack, by: [Self.slackSecret], with: headers, Self.slackBody, now: Self.slackTime)
    #expect(refusal(far) == .time)
  }

  @Test func `knows the example of Standard Webhooks, with a shared key and with a public one`()
    throws
  {
    func result(
      _ secret: String, _ headers: [String: String] = Self.standardHeaders, after seconds: Int64 = 0
    ) throws -> HookRefusal? {
      refusal(
        try verify(
          .standard, by: [secret], with: headers, Self.standardBody,
          now: Self.standardTime.advanced(byMilliseconds: seconds * 1_000)))
    }
    #expect(try result(Self.standardKey) == nil)
    #expect(try result(Self.standardKey, after: 301) == .time)
    #expect(try result("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=") == .proof)
    var headers = Self.standardHeaders
    headers["webhook-signature"] =
      "v1a,yoUrgEkc12aGqm0n4Sydmdz55xJfTz4AsAgieHFjmkR7LJtqVCZOQYzvvHjI5kAey+r4iaBGxTFRrl2iBQxtDQ=="
    #expect(try result("whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=", headers) == nil)
    headers["webhook-id"] = "msg_other"
    #expect(try result(Self.standardKey, headers) == .proof)
    headers["webhook-signature"] = nil
    #expect(try result(Self.standardKey, headers) == .unproven)
  }

  @Test func `knows GitLab's token, and its signatures where it has a key for them`() throws {
    let headers = ["X-Gitlab-Token": Self.token, "X-Gitlab-Event-UUID": "13792a34"]
    let proven = try verify(.gitlab, by: [Self.token], with: headers, "{}").get()
    #expect(proven.request.header("x-gitlab-token") == nil && proven.request.id == nil)
    let other = try verify(.gitlab, by: [Self.token], with: headers, "[]").get()
    // Events that follow from one another have the same UUID.
    #expect(proven.common != nil && proven.common != other.common)
    var keyed = headers
    keyed["Idempotency-Key"] = "f5e5"
    #expect(try verify(.gitlab, by: [Self.token], with: keyed, "{}").get().request.id == "f5e5")
    let wrong = ["X-Gitlab-Token": Self.token + "0"]
    #expect(refusal(try verify(.gitlab, by: [Self.token], with: wrong, "{}")) == .proof)
    #expect(refusal(try verify(.gitlab, by: [Self.token], with: [:], "{}")) == .unproven)
    let signed = try verify(
      .gitlab, by: [Self.standardKey], with: Self.standardHeaders, Self.standardBody,
      now: Self.standardTime
    ).get()
    #expect(signed.request.id == "msg_p5jXN8AQM9LWM0D4loKWxJek")
    // A signature is no token, and a token no signature.
    let token = ["X-Gitlab-Token": Self.standardKey]
    #expect(refusal(try verify(.gitlab, by: [Self.standardKey], with: token, "{}")) == .proof)
  }

  @Test(
    arguments: [
      (HookScheme.bearer, "Bearer 0123456789abcdef", nil),
      (.bearer, "bearer 0123456789abcdef", nil),
      (.bearer, "Bearer 0123456789abcdeF", HookRefusal.proof),
      (.bearer, "Bearer 0123456789abcde", .proof), (.bearer, "Bearer ", .proof),
      (.bearer, "Basic OjAxMjM0NTY3ODlhYmNkZWY=", .proof),
      (.alertmanager, "Bearer 0123456789abcdef", nil),
      // alerts:0123456789abcdef
      (.alertmanager, "Basic YWxlcnRzOjAxMjM0NTY3ODlhYmNkZWY=", nil),
      (.alertmanager, "Basic YWxlcnRzOjAxMjM0NTY3ODlhYmNkZWYx", .proof),
      (.alertmanager, "Basic !", .proof), (.alertmanager, "Digest x", .proof),
    ] as [(HookScheme, String, HookRefusal?)])
  func `knows a secret in Authorization`(
    scheme: HookScheme, value: String, wanted: HookRefusal?
  ) throws {
    let result = try verify(scheme, by: [Self.token], with: ["Authorization": value], "{}")
    #expect(refusal(result) == wanted)
    if let proven = try? result.get() { #expect(proven.request.headers.isEmpty) }
    #expect(refusal(try verify(scheme, by: [Self.token], with: [:], "{}")) == .unproven)
  }

  @Test func `takes an empty id for none, and refuses a standard request with it`() throws {
    let delivery = ["X-Hub-Signature-256": Self.githubSignature, "X-GitHub-Delivery": ""]
    let github = try verify(.github, by: [Self.githubSecret], with: delivery, "Hello, World!")
    #expect(try github.get().request.id == nil && github.get().common == nil)
    let bearer = ["Authorization": "Bearer \(Self.token)", "Idempotency-Key": ""]
    #expect(try verify(.bearer, by: [Self.token], with: bearer, "{}").get().common == nil)
    let gitlab = ["X-Gitlab-Token": Self.token, "webhook-id": "", "Idempotency-Key": "f5e5"]
    #expect(try verify(.gitlab, by: [Self.token], with: gitlab, "{}").get().request.id == "f5e5")
    var standard = Self.standardHeaders
    standard["webhook-id"] = ""
    let result = try verify(
      .standard, by: [Self.standardKey], with: standard, Self.standardBody, now: Self.standardTime)
    #expect(refusal(result) == .unproven)
    // Slack's signature tells its requests from one another.
    let event = try slack(#"{"event_id":""}"#).get()
    #expect(event.request.id == nil && event.common?.starts(with: "signature ".utf8) == true)
  }

  private func slack(_ body: String) throws -> Result<ProvenHook, HookRefusal> {
    let tag = WebhookSignature.tag(
      of: Array("v0:1531420618:\(body)".utf8), Array(Self.slackSecret.utf8))
    let digits = tag.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let headers = [
      "X-Slack-Request-Timestamp": "1531420618", "X-Slack-Signature": "v0=\(digits)",
    ]
    return try verify(.slack, by: [Self.slackSecret], with: headers, body, now: Self.slackTime)
  }

  @Test func `refuses several ids and a query that can't be read, once the sender is proven`()
    throws
  {
    let hook = IncomingHook(
      name: "deploy", scheme: .bearer, proofs: [try HookProof(Self.token, for: .bearer)])
    var request = HookRequest(
      hook: "deploy",
      headers: [
        .init("authorization", "Bearer \(Self.token)"), .init("idempotency-key", "a"),
        .init("Idempotency-Key", "b"),
      ])
    let verifier = HookVerifier(hook)
    let now = UnixMilliseconds(0)
    #expect(throws: HookRefusal.request) { try verifier.verify(request, now: now) }
    request.headers.removeLast()
    #expect(throws: Never.self) { try verifier.verify(request, now: now) }
    request.isQueryUnreadable = true
    #expect(throws: HookRefusal.request) { try verifier.verify(request, now: now) }
    request.headers[0].value = "Bearer none"
    #expect(throws: HookRefusal.proof) { try verifier.verify(request, now: now) }
  }

  @Test func `takes what Alertmanager sends again for a reminder after half a minute`() throws {
    let headers = ["Authorization": "Bearer \(Self.token)"]
    let alert = try verify(.alertmanager, by: [Self.token], with: headers, "{}").get()
    #expect(alert.window == 30_000 && alert.common != nil)
    let bearer = try verify(.bearer, by: [Self.token], with: headers, "{}").get()
    #expect(bearer.common == nil)
    var keyed = headers
    keyed["Idempotency-Key"] = "a"
    let repeatable = try verify(.bearer, by: [Self.token], with: keyed, "{}").get()
    #expect(repeatable.common == Array("id a".utf8) && repeatable.window == 7 * 86_400_000)
  }
}
