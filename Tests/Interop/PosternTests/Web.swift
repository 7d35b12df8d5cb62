import Foundation
import FoundationNetworking
import InteropSupport

/// Requests to the HTTP interface of a bot.
enum Web {
  static func ask(
    _ method: String, _ url: String, token: String?, body: String? = nil, key: String? = nil
  ) async throws -> (status: Int, body: String) {
    guard let address = URL(string: url) else { throw HarnessError("no URL: \(url)") }
    var request = URLRequest(url: address)
    request.httpMethod = method
    if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
    if let key { request.setValue(key, forHTTPHeaderField: "Idempotency-Key") }
    if let body {
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
      request.httpBody = Data(body.utf8)
    }
    let session = URLSession(configuration: .ephemeral)
    defer { session.invalidateAndCancel() }
    let (data, response) = try await session.data(for: request)
    return (
      (response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self)
    )
  }
}

extension Place {
  /// A token for the bot in `home`.
  func newToken(_ scopes: String, named label: String = "test") throws -> String {
    let made = try run(
      "key", "token", "new", "--scope", scopes, "--label", label, "--home", "home")
    guard made.status == 0 else { throw HarnessError(made.errors) }
    return made.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

extension RunningBot {
  /// A bot with its HTTP interface on a port of loopback, once it is ready.
  static func withInterface(
    in place: Place, bootstrap: String = "none", options: [String] = []
  ) async throws -> (bot: RunningBot, url: String) {
    let bot = try RunningBot(
      in: place, bootstrap: bootstrap, options: direct + ["--api", "127.0.0.1:0"] + options)
    let ready = try JSONSerialization.jsonObject(
      with: Data(try await bot.waitFor("\"event\":\"ready\"").utf8))
    guard let url = (ready as? [String: Any])?["api"] as? String else {
      throw HarnessError("no HTTP interface in \(ready)")
    }
    return (bot, url)
  }
}
