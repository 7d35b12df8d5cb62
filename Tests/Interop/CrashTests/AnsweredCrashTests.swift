import Foundation
import GRDB
import InteropSupport
import Testing
import ToxSimulation

/// An answer of the HTTP interface means "on disk", as a receipt does.
@Suite(.timeLimit(.minutes(60)))
struct `A bot that is killed at an answer` {
  @Test func `what was answered is there once, and its repetition gets the first answer`()
    async throws
  {
    let kills = Int(`A bot that is killed`.setting("POSTERN_CRASH_KILLS") ?? 12)
    var course = try AnsweredCourse(seed: `A bot that is killed`.setting("POSTERN_CRASH_SEED") ?? 1)
    for _ in 0..<kills {
      try await course.killOnce()
      if !course.violations.isEmpty { break }
    }
    try await course.end()
    print(course.figures)
    #expect(course.violations == [])
    #expect(course.answered > kills)
  }
}

/// One bot that is posted to, through a hook and with an `Idempotency-Key`, and killed at what it
/// answers.
private struct AnsweredCourse {
  private struct Request {
    var number: Int
    var isHook: Bool
    /// The body of the first answer; nil where none came.
    var answer: String?
    var text: String { "\(isHook ? "hook" : "call") \(number)." }
  }

  private static let secret = "0123456789abcdef"
  private static let contact = String(repeating: "01", count: 31) + "09"
  private static let rules = """
    api { listen = "unix:api.sock" }
    hook("desk", { verify = "bearer", secret = "\(secret)" }, function(request)
      store.set("count", (store.get("count") or 0) + 1)
      find_contact("\(contact)"):reply(request.text)
      return request.text .. " " .. math.tointeger(store.get("count"))
    end)
    """

  private let directory: URL
  private let token: String
  private var generator: SeededGenerator
  private var bot: AnsweringBot?
  private var requests: [Request] = []
  private(set) var violations: [String] = []
  private var unanswered = 0
  private var kills = 0

  var answered: Int { requests.count { $0.answer != nil } }

  var figures: String {
    "kills \(kills) at answers: \(requests.count) requests, \(unanswered) without an answer before"
      + " the kill"
  }

  init(seed: UInt64) throws {
    generator = SeededGenerator(seed: seed)
    directory = FileManager.default.temporaryDirectory
      .appending(path: "postern-answered-\(UUID().uuidString)").resolvingSymlinksInPath()
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try Self.rules.write(
      to: directory.appending(path: "bot.lua"), atomically: true, encoding: .utf8)
    let home = directory.appending(path: "home").path()
    _ = try AnsweringBot.command(["key", "new", "--home", home])
    _ = try AnsweringBot.command(["contact", "add", Self.contact, "--home", home])
    token = try AnsweringBot.command(
      ["key", "token", "new", "--scope", "send", "--label", "crash", "--home", home]
    ).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Some requests, one of which is answered or under way when the bot is killed; then each of the
  /// last ones again.
  mutating func killOnce() async throws {
    let bot = try await running()
    let begun = requests.count
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      guard let answer = await ask(add(), of: bot) else { throw HarnessError("no answer") }
      requests[requests.count - 1].answer = answer
    }
    let last = add()
    if Bool.random(using: &generator) {
      requests[requests.count - 1].answer = await ask(last, of: bot) {
        kill(bot.processIdentifier, SIGKILL)
      }
    } else {
      let pause = UInt32.random(in: 0..<6_000, using: &generator)
      async let answer = ask(last, of: bot)
      usleep(pause)
      kill(bot.processIdentifier, SIGKILL)
      requests[requests.count - 1].answer = await answer
    }
    if requests[requests.count - 1].answer == nil { unanswered += 1 }
    kills += 1
    try await bot.waitForDeath()
    self.bot = nil
    let again = try await running()
    for index in begun..<requests.count {
      guard let answer = await ask(requests[index], of: again) else {
        violations.append("no answer to \(requests[index].text)")
        continue
      }
      let first = requests[index].answer ?? answer
      if answer != first {
        violations.append("\(requests[index].text) was answered \(first), then \(answer)")
      }
      requests[index].answer = answer
    }
  }

  /// Compares what is on the disk.
  mutating func end() async throws {
    bot?.stop()
    try await bot?.waitForDeath()
    bot = nil
    defer { try? FileManager.default.removeItem(at: directory) }
    let database = try DatabaseQueue(
      path: directory.appending(path: "home/state.sqlite").path())
    let texts = try await database.read { database in
      try String.fetchAll(
        database, sql: "SELECT CAST(content AS TEXT) FROM items WHERE direction = 'out'")
    }
    let counts = Dictionary(texts.map { ($0, 1) }, uniquingKeysWith: +)
    for request in requests where counts[request.text] != 1 {
      violations.append("\(request.text) is there \(counts[request.text] ?? 0) times")
    }
    if texts.count != requests.count { violations.append("\(texts.count) texts are there") }
  }

  private mutating func add() -> Request {
    let request = Request(
      number: requests.count, isHook: Bool.random(using: &generator), answer: nil)
    requests.append(request)
    return request
  }

  private mutating func running() async throws -> AnsweringBot {
    if let bot { return bot }
    let new = try AnsweringBot(in: directory)
    try await new.waitUntilReady()
    bot = new
    return new
  }

  /// - Parameter isAnswered: called when the status is there, at once.
  /// - Returns: the body of an answer 2xx; nil for none.
  private func ask(
    _ request: Request, of bot: AnsweringBot,
    isAnswered: @escaping @Sendable () -> Void = {}
  ) async -> String? {
    let body =
      request.isHook
      ? request.text : #"{"to":"\#(Self.contact)","text":"\#(request.text)"}"#
    let fields = [
      "POST \(request.isHook ? "/hooks/desk" : "/v1/messages") HTTP/1.1", "Host: localhost",
      "Authorization: Bearer \(request.isHook ? Self.secret : token)",
      "Content-Type: application/json", "Idempotency-Key: \(request.number)",
      "Content-Length: \(body.utf8.count)", "Connection: close", "", body,
    ]
    let text = fields.joined(separator: "\r\n")
    return await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(returning: bot.answer(to: text, isAnswered: isAnswered))
      }
    }
  }
}

/// `postern run bot.lua`, alone on loopback, with its HTTP interface at a socket in its home.
private final class AnsweringBot: Sendable {
  let processIdentifier: pid_t
  private let process: Process
  private let socket: String
  private let output: URL

  init(in directory: URL) throws {
    process = Process()
    process.executableURL = URL(filePath: try BuildProducts.path(of: "postern"))
    process.arguments = [
      "run", "bot.lua", "--home", "home", "--json", "--bootstrap", "none", "--port", "0",
      "--bind", "127.0.0.1", "--no-lan-discovery",
    ]
    process.currentDirectoryURL = directory
    output = directory.appending(path: "output")
    _ = FileManager.default.createFile(atPath: output.path(), contents: nil)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    processIdentifier = process.processIdentifier
    socket = directory.appending(path: "home/api.sock").path()
  }

  deinit { if process.isRunning { kill(processIdentifier, SIGKILL) } }

  static func command(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: try BuildProducts.path(of: "postern"))
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw HarnessError("\(arguments) failed") }
    return String(decoding: output, as: UTF8.self)
  }

  func waitUntilReady() async throws {
    _ = try await eventually("the bot is ready") {
      if !self.process.isRunning { throw HarnessError("the bot ended") }
      return try String(contentsOf: self.output, encoding: .utf8).contains("\"ready\"")
        ? true : nil
    }
  }

  func stop() { kill(processIdentifier, SIGTERM) }

  func waitForDeath() async throws {
    _ = try await eventually("the bot is gone") {
      self.process.isRunning ? nil : true
    }
  }

  /// Blocks.
  func answer(to request: String, isAnswered: () -> Void) -> String? {
    guard let connection = try? LocalSocket(path: socket), connection.send(request) else {
      return nil
    }
    var all: [UInt8] = []
    while let part = connection.read() {
      if all.isEmpty, part.starts(with: "HTTP/1.1 2".utf8) { isAnswered() }
      all += part
    }
    let text = String(decoding: all, as: UTF8.self)
    guard text.hasPrefix("HTTP/1.1 2") else { return nil }
    return text.components(separatedBy: "\r\n\r\n").dropFirst().joined()
  }
}
