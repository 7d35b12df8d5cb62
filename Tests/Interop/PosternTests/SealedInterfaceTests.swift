import Foundation
import FoundationNetworking
import InteropSupport
import Testing

/// The HTTP interface of a bot that seals: what a program gets that has a token and no key, and
/// what stands on the disk of what it sends.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `The HTTP interface of a sealed bot` {
  private let place: Place
  private static let mark = "line of the blue folder\n"
  private let content = Data(String(repeating: mark, count: 9_000).utf8)

  init() throws {
    place = try Place()
    let made = try place.run("key", "inbox", "new", "desk.key")
    try place.write(made.output, to: "desk.pub")
    try place.write(
      """
      contacts { accept = "everyone" }
      inbox { seal = "desk.pub" }
      files { accept = "everyone" }
      on("message", function(message) message:keep() end)
      on("file_done", function(file) file:keep() end)
      """, to: "echo.lua")
    _ = try place.run("key", "new", "--home", "home")
    try content.write(to: place.directory.appending(path: "the list.txt"))
  }

  private func ask(
    _ method: String, _ url: String, with token: String, body: Data? = nil, range: String? = nil
  ) async throws -> (status: Int, type: String, body: Data) {
    var request = URLRequest(url: try #require(URL(string: url)))
    request.httpMethod = method
    request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
    if let range { request.setValue("bytes=\(range)", forHTTPHeaderField: "Range") }
    if let body {
      request.setValue("application/octet-stream", forHTTPHeaderField: "Content-Type")
      request.httpBody = body
    }
    let session = URLSession(configuration: .ephemeral)
    defer { session.invalidateAndCancel() }
    let (data, response) = try await session.data(for: request)
    let answer = try #require(response as? HTTPURLResponse)
    return (answer.statusCode, answer.value(forHTTPHeaderField: "Content-Type") ?? "", data)
  }

  private func leaks() throws -> [String] {
    let names = try #require(FileManager.default.enumerator(atPath: place.path("home")))
    return names.compactMap { $0 as? String }.filter { name in
      let data = try? Data(contentsOf: place.directory.appending(path: "home/\(name)"))
      return [Self.mark, "the list", "the answer"].contains {
        data?.range(of: Data($0.utf8)) != nil
      }
    }
  }

  @Test func `gives sealed texts and files, with what opens them beside the key`() async throws {
    let token = try place.newToken("send,contacts,read,inbox")
    let (bot, url) = try await RunningBot.withInterface(in: place)
    let (toxID, node) = try await bot.address()
    for words in [["send", toxID, Self.mark], ["send", toxID, "--file", "the list.txt"]] {
      let sent = try await place.runAside(
        words + ["--home", "source", "--bootstrap", node] + RunningBot.direct)
      #expect(sent.status == 0, "\(sent.errors)")
    }
    let files = try await ask("GET", "\(url)/v1/files", with: token)
    let list = try JSONSerialization.jsonObject(with: files.body) as? [String: Any]
    let file = try #require((list?["files"] as? [[String: Any]])?.first)
    let number = try #require(file["id"] as? Int)
    #expect(file["name"] as? String == "(sealed)" && file["sha256"] == nil && file["size"] == nil)
    #expect(file["sealed"] is String)

    let whole = try await ask("GET", "\(url)/v1/files/\(number)/content", with: token)
    #expect(whole.status == 200 && whole.type == "application/vnd.postern.sealed-file")
    #expect(whole.body.range(of: Data(Self.mark.utf8)) == nil && whole.body.count > content.count)
    // Parts of it, at the edge between what opens it and the bytes, and at the end.
    for range in [0..<10, 1_000..<70_000, whole.body.count - 5..<whole.body.count] {
      let part = try await ask(
        "GET", "\(url)/v1/files/\(number)/content", with: token,
        range: "\(range.lowerBound)-\(range.upperBound - 1)")
      #expect(part.status == 206 && part.body == whole.body[range])
    }
    try FileManager.default.createDirectory(
      atPath: place.path("web"), withIntermediateDirectories: true)
    try whole.body.write(to: place.directory.appending(path: "web/\(number).sealed"))
    let got = try place.run(
      "file", "get", "\(number)", "--from", "web", "--key", "desk.key", "--output", "saved")
    #expect(got.status == 0, "\(got.errors)")
    #expect(try place.read("saved") == content)

    let messages = try await ask("GET", "\(url)/v1/messages", with: token)
    let text = String(decoding: messages.body, as: UTF8.self)
    #expect(text.contains("(sealed)") && !text.contains("blue folder"))
    let envelope = try #require(text.firstMatch(of: /"sealed":"([^"]+)"/)).output.1
    let bytes = try #require(Data(base64Encoded: String(envelope)))
    let id = bytes[1..<9].map { String(format: "%02x", $0) }.joined()
    let envelopes = try await ask("GET", "\(url)/v1/envelopes?numbers=\(id)", with: token)
    #expect(envelopes.status == 200 && String(decoding: envelopes.body, as: UTF8.self).contains(id))
    #expect(try await bot.stop() == 0)
    #expect(try leaks() == [])
  }

  @Test func `takes uploads, which stand on the disk sealed until they are sent`() async throws {
    let token = try place.newToken("send,contacts,read")
    let (bot, url) = try await RunningBot.withInterface(in: place)
    let (toxID, node) = try await bot.address()
    let hello = try await place.runAside(
      ["send", toxID, "hello", "--home", "source", "--bootstrap", node] + RunningBot.direct)
    #expect(hello.status == 0, "\(hello.errors)")
    let key = try place.run("id", "--home", "source", "--text").output.prefix(64)

    let taken = try await ask("POST", "\(url)/v1/uploads", with: token, body: content)
    #expect(taken.status == 201, "\(String(decoding: taken.body, as: UTF8.self))")
    #expect(try leaks() == [])
    let answer = try JSONSerialization.jsonObject(with: taken.body) as? [String: Any]
    let upload = try #require(answer?["upload"] as? String)
    #expect(answer?["size"] as? Int == content.count)
    let sending = #"{"to":"\#(key)","upload":"\#(upload)","name":"the answer.txt"}"#
    let sent = try await Web.ask("POST", "\(url)/v1/files", token: token, body: sending)
    #expect(sent.status == 201, "\(sent.body)")
    let number = try #require(
      (try JSONSerialization.jsonObject(with: Data(sent.body.utf8)) as? [String: Any])?["message"]
        as? Int)
    _ = try await eventually("it is copied") {
      FileManager.default.fileExists(atPath: place.path("home/files/\(number)")) ? true : nil
    }
    #expect(try leaks() == [])
    #expect(try await bot.stop() == 0)
    #expect(try leaks() == [])
  }
}
