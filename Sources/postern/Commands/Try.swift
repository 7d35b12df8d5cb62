import ArgumentParser
import Foundation
import Gateway
import GatewayCore
import GatewayRules

/// `postern try BOT.lua`
struct Try: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "try", abstract: "Talk to a bot's rules on the terminal, without a network.",
    discussion: """
      Each line is a message to the bot. A line with a colon does something else:
        :as NAME        speak as another contact (at first: you)
        :action TEXT    an action, "/me TEXT"
        :online         the contact comes online;  :offline  it goes away
        :wait SECONDS   time passes, timers fire
      A secret that is not set has a made-up value: nothing leaves this machine.
      """)

  @Argument(help: "The bot's file.") var bot: String
  @Option(help: "Read the conversation from this file and print it along with the answers.")
  var script: String?

  func run() async throws {
    try await Failure.reported {
      let source = try BotFile.read(bot)
      var environment = BotEnvironment.machine(botPath: bot)
      environment.makesUpSecrets = true
      let rules = try Bot(source: source, file: bot, environment: environment)
      for warning in rules.warnings { Output.line("warning: \(warning).") }
      let session = TrySession(bot: rules, now: BotFile.now)
      var conversation = Conversation(session)
      if let script {
        for line in try BotFile.read(script).split(separator: "\n") {
          Output.line("> \(line)")
          try conversation.take(String(line))
        }
      } else {
        while let line = readLine() { try conversation.take(line) }
      }
      if conversation.hasFailed { throw ExitCode(1) }
    }
  }
}

/// A conversation with a bot in memory, line by line.
private struct Conversation {
  private let session: TrySession
  private var name = "you"
  private(set) var hasFailed = false

  init(_ session: TrySession) { self.session = session }

  mutating func take(_ line: String) throws {
    guard line.hasPrefix(":") else {
      if !line.isEmpty { show(session.say(line, by: name)) }
      return
    }
    let words = line.dropFirst().split(separator: " ", maxSplits: 1)
    let argument = words.count > 1 ? String(words[1]) : ""
    switch words.first {
    case "as": name = argument.isEmpty ? "you" : argument
    case "action": show(session.say(argument, kind: .action, by: name))
    case "online": show(session.setOnline(true, name))
    case "offline": show(session.setOnline(false, name))
    case "wait":
      guard let seconds = Int64(argument), (0...TrySession.waitMax).contains(seconds) else {
        throw Failure(":wait needs a number of seconds, \(TrySession.waitMax) at most.", .data)
      }
      show(session.advance(bySeconds: seconds))
    default: throw Failure("There is no :\(words.first ?? "").", .data)
    }
  }

  private mutating func show(_ steps: [TrySession.Step]) {
    for step in steps {
      for effect in step.outcome.effects { Output.line(words(for: effect)) }
      if let failure = step.outcome.failure {
        hasFailed = true
        Output.line("! \(failure.inFull.sentence)")
      }
    }
  }

  private func words(for effect: Effect) -> OutputLine {
    switch effect {
    case .reply(_, let text, .text): "< \(lines: text)"
    case .reply(_, let text, .action): "< * \(lines: text)"
    case .forward(let webhook, let body, _): "  forward to \(webhook): \(body)"
    case .notify(let webhook, _, let delay):
      "  notice to \(webhook), in \(delay / 1_000) to \(delay / 500) s"
    case .keep: "  kept in the inbox"
    case .note(_, let note): note.map { "  note: \($0)" } ?? "  note removed"
    case .publicStatus(_, let status):
      status.map { "  public status: \($0)" } ?? "  public status removed"
    case .typing(_, let isTyping): isTyping ? "  typing" : "  not typing"
    case .accept: "  accepted"
    case .block: "  blocked"
    case .remove: "  removed"
    case .store(let key, let value): "  store \(key) = \(value ?? "nothing")"
    case .timer(let name, _, let delay, _): "  timer \(name) in \(delay / 1_000) s"
    case .cancelTimer(let name, _): "  timer \(name) cancelled"
    case .log(let text): "  log: \(text)"
    }
  }
}

/// Reading the owner's files.
enum BotFile {
  static func read(_ path: String) throws -> String {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Failure("\(path) can't be read as UTF-8 text.", .data)
    }
    return text
  }

  static var now: UnixMilliseconds {
    UnixMilliseconds(Int64(Date().timeIntervalSince1970 * 1_000))
  }
}
