import Foundation
import InteropSupport
import Testing

/// The HTTP interface of a whole bot beside its document. `make examples` takes some minutes.
@Suite(.mayBlock, .timeLimit(.minutes(60))) struct `The document of the HTTP interface` {
  private let place: Place
  private static let stranger = String(repeating: "01", count: 31) + "09"

  init() throws {
    place = try Place()
    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
    _ = try place.run("key", "new", "--home", "home")
  }

  /// A body that is wrong and too large besides is refused for its size; Schemathesis takes 413 for
  /// no refusal where nothing else is said. The `Idempotency-Key` of another request gets 422.
  private static let settings = """
    [checks.negative_data_rejection]
    expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429, "5xx"]
    [checks.positive_data_acceptance]
    expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 422, 429, "5xx"]

    [[operations]]
    include-path = "/v1/consumers/{consumer}/events"
    parameters = { "query.wait" = 1 }
    """
    + inexpressible.map { path in
      """

      [[operations]]
      include-path = "\(path)"
      [operations.checks.positive_data_acceptance]
      expected-statuses = ["2xx", 400, 401, 403, 404, 409, 422, "5xx"]
      """
    }.joined()

  /// What JSON Schema has no words for: check sums, lengths in bytes, hashes of passphrases, and
  /// texts of which nothing is left without control characters.
  private static let inexpressible = [
    "/v1/contacts", "/v1/tokens", "/v1/broadcasts", "/v1/messages", "/v1/files",
    "/v1/contacts/{contact}/labels", "/v1/contacts/{contact}/confirmations",
    "/v1/files/{file}/refuse", "/v1/staff", "/v1/staff/{name}/passphrase",
    "/v1/contacts/{contact}/draft",
  ]

  /// Requests of each route that its document allows, and some that it does not: 5,000 examples
  /// take POSTERN_API_EXAMPLES=140.
  @Test func `the running server is what its document says`() async throws {
    let token = try place.newToken("send,read,contacts,hooks,inbox,key,clock")
    let (bot, url) = try await RunningBot.withInterface(in: place)
    _ = try await Web.ask(
      "POST", "\(url)/v1/contacts", token: token, body: #"{"address":"\#(Self.stranger)"}"#)
    let printed = try place.run("api", "openapi")
    try place.write(printed.output, to: "openapi.json")
    let served = try await Web.ask("GET", "\(url)/v1/openapi.json", token: token)
    #expect(served.body + "\n" == printed.output)
    try place.write(Self.settings, to: "schemathesis.toml")
    let examples = ProcessInfo.processInfo.environment["POSTERN_API_EXAMPLES"] ?? "3"
    let (folder, document) = (place.path(""), place.path("openapi.json"))
    let result = try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result {
            try PythonLibrary(
              "import sys; from schemathesis.cli import schemathesis; schemathesis()",
              [
                "run", document, "--url", url, "--header", "Authorization: Bearer \(token)",
                "--max-examples", examples, "--phases", "fuzzing", "--no-color",
                // A busy machine; no answer is to take long.
                "--request-timeout", "60",
                // A stream has no end, the own token is needed, and without a network the bot is
                // not ready.
                "--exclude-path", "/v1/events", "--exclude-operation-id", "delete_tokens_token",
                "--exclude-path", "/readyz",
              ], in: folder)
          })
      }
    }
    #expect(result.status == 0, "\(result.output.suffix(6_000)) \(result.errors.suffix(2_000))")
    let made = result.output.firstMatch(of: /(\d+) generated/).flatMap { Int($0.output.1) }
    #expect(try #require(made) >= 36 * (Int(examples) ?? 0), "as many as they are meant to be")
    #expect(try await bot.stop() == 0)
  }
}
