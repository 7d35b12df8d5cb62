import Foundation
import InteropSupport
import Testing

/// The web inbox of a whole bot in Debian's chromium, as `Scripts/browser.py` uses it: with the
/// mouse, by keyboard alone, without a script, in both themes, at the widths of a desk and a phone,
/// and from right to left.
///
/// `POSTERN_PICTURES=DIR` keeps a picture of each page.
@Suite(.timeLimit(.minutes(5))) struct `The web inbox in a browser` {
  @Test func `a tip is read, answered, sorted, noted on and erased`() async throws {
    let place = try Place()
    try place.write(
      """
      contacts { accept = "everyone" }
      inbox { keep = "30d" }
      replies { received = { en = "We have it.", de = "Wir haben es." } }
      on("message", function(message) message:keep() end)
      """, to: "echo.lua")
    #expect(try place.run("key", "new", "--home", "home").status == 0)
    let token = try place.newToken("read,send,contacts,inbox,key", named: "ana")
    let second = try place.newToken("read", named: "ben")
    let (bot, url) = try await RunningBot.withInterface(in: place, options: ["--web"])
    let (toxID, node) = try await bot.address()
    let pictures = ProcessInfo.processInfo.environment["POSTERN_PICTURES"]
    let given = try JSONSerialization.data(withJSONObject: [
      "url": url, "token": token, "second": second,
      "postern": try BuildProducts.path(of: "postern"),
      "home": place.path("me"), "bootstrap": node, "tox_id": toxID,
      "pictures": pictures ?? place.path("pictures"),
    ])
    let run = try await Self.browse(String(decoding: given, as: UTF8.self))
    #expect(run.status == 0, "\(run.output)\n\(run.errors.suffix(4_000))")
    #expect(run.output.hasSuffix("sign_out\n"))
    #expect(try await bot.stop() == 0)
  }

  /// On a thread of its own: it takes the better part of a minute.
  private static func browse(_ given: String) async throws -> PythonLibrary {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../InteropSupport/Scripts/browser.py").standardizedFileURL
    let text = try String(contentsOf: script, encoding: .utf8)
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try PythonLibrary(text, input: given) })
      }
    }
  }
}
