import Foundation
import GatewayCore
import GatewayWebhooks
import Testing

/// What each format sends for the same events, written down.
@Suite struct `The requests of a format` {
  @Test(arguments: FormatExamples.formats.map(\.name))
  func `are those that were agreed; POSTERN_UPDATE=1 writes them`(name: String) throws {
    let format = try #require(WebhookFormats.all[name])
    let text = FormatExamples.events.map { title, event in
      let requests = FormatExamples.requests(event, in: format).map(Self.text)
      return "== \(title)\n" + requests.joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
    let golden = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/\(name).txt")
    if ProcessInfo.processInfo.environment["POSTERN_UPDATE"] == "1" {
      try text.write(to: golden, atomically: true, encoding: .utf8)
    }
    #expect(text == (try String(contentsOf: golden, encoding: .utf8)))
  }

  private static func text(_ request: WebhookRequest) -> String {
    switch request.content {
    case .mail(let mail):
      return "MAIL \(request.url) \(mail.from) \(mail.recipient)\n"
        + String(decoding: mail.message ?? [], as: UTF8.self).replacing("\r\n", with: "\n")
    case .mqtt(let content):
      return "PUBLISH \(request.url) \(content.message?.topic ?? "")\n"
        + String(decoding: content.message?.payload ?? [], as: UTF8.self)
    case .http, .nothing: break
    }
    guard let http = request.http else { return "nothing" }
    let headers = http.headers.map { "\($0.name): \($0.value)\n" }.joined()
    return "\(http.method.rawValue) \(request.url)\n\(headers)\n"
      + String(decoding: http.body, as: UTF8.self)
  }

  /// The database holds bodies; only requests contain what is secret.
  @Test(arguments: FormatExamples.formats.map(\.name))
  func `alone hold a setting that may be secret, not the bodies that are stored`(
    name: String
  ) throws {
    let format = try #require(WebhookFormats.all[name])
    for (_, event) in FormatExamples.events {
      for body in format.bodies(of: event, for: FormatExamples.webhook(format)) {
        #expect(!body.contains("secret"))
      }
    }
  }
}
