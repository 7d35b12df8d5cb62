import ArgumentParser
import Gateway
import GatewayCore
import GatewayRules

/// A conversation with a bot in memory, line by line.
struct TryConversation {
  static let greeting = """
    You talk to the bot as a contact would. `:help` lists what else there is; Ctrl-D ends it.
    """

  private let file: String
  private let session: TrySession
  private var name = "you"
  private(set) var hasFailed = false
  private(set) var isOver = false

  init(file: String, _ bot: Bot) {
    self.file = file
    session = TrySession(bot: bot, now: .now)
    warn()
  }

  /// - Throws: what is wrong with a line of a script, since the rest would not be what its author
  ///   meant; a person is told and goes on.
  mutating func take(_ line: String, isScript: Bool) throws {
    guard line.hasPrefix(":") else {
      guard let message = ChatLine(line) else { return }
      show(session.say(message.text, kind: message.kind, by: name))
      return tellWhetherHeard()
    }
    do { try command(line.dropFirst()) } catch  where !isScript {
      Output.line("! \(Failure(error).message)")
    }
  }

  private mutating func command(_ line: Substring) throws {
    let words = line.split(separator: " ", maxSplits: 1)
    let argument = words.count > 1 ? String(words[1]) : ""
    let word = words.first.map(String.init) ?? ""
    switch word {
    case "as": name = argument.isEmpty ? "you" : argument
    case "action":
      show(session.say(argument, kind: .action, by: name))
      tellWhetherHeard()
    case "online": show(session.setOnline(true, name))
    case "offline": show(session.setOnline(false, name))
    case "accept": show(session.accept(name))
    case "answer": try answer(argument)
    case "file", "send", "cancel", "take", "refuse":
      show(try session.fileSteps(of: word, argument, by: name))
      for text in session.takeNotices() { Output.line("< \(lines: text)") }
      for file in session.takeChangedFiles() { Output.line("  \(file.stateWords)") }
    case "wait":
      show(session.advance(bySeconds: try Self.seconds(argument)))
      for text in session.takeFallbacks() { Output.line("< \(lines: text)") }
    case "reload": try reload()
    case "help": Output.line("\(lines: Try.configuration.discussion)")
    case "quit": isOver = true
    default: throw Self.unknown(word)
    }
  }

  /// The webhook that was asked first answers.
  private func answer(_ text: String) throws {
    guard let ask = session.asks.first else {
      throw Failure("No webhook was asked anything that waits for its answer.", .data)
    }
    let type = text.hasPrefix("{") ? "application/json" : "text/plain"
    let answer = session.bot.formats.answer(contentType: type, body: Array(text.utf8))
    if case .unusable(let reason) = answer { Output.line("! webhook \(ask.webhook): \(reason)") }
    for reply in session.answer(ask.webhook, answer) ?? [] { Output.line(words(for: reply)) }
  }

  private func words(for reply: AskAnswer.Reply) -> OutputLine {
    reply.kind == .action ? "< * \(lines: reply.text)" : "< \(lines: reply.text)"
  }

  private static func seconds(_ text: String) throws -> Int64 {
    guard let seconds = Int64(text), (0...TrySession.waitMax).contains(seconds) else {
      throw Failure(":wait needs a number of seconds, \(TrySession.waitMax) at most.", .data)
    }
    return seconds
  }

  private static func unknown(_ word: String) -> Failure {
    let all = [
      "as", "action", "online", "offline", "accept", "answer", "file", "send", "cancel", "take",
      "refuse", "wait", "reload", "help", "quit",
    ]
    let near = NearMiss.nearest(to: word, among: all).map { " Did you mean :\($0)?" }
    return Failure("There is no :\(word).\(near ?? " `:help` lists what there is.")", .data)
  }

  /// What is broken leaves the old rules, as in a bot that runs.
  private func reload() throws {
    session.replace(try BotFile.load(file))
    warn()
    Output.line("  read \(file) again")
  }

  private func warn() {
    for warning in session.bot.warnings { Output.line("warning: \(warning).") }
  }

  /// Says that messages of a contact that is not accepted are dropped: a person would look for the
  /// fault in the rules.
  private func tellWhetherHeard() {
    let accept = session.bot.configuration.contacts.accept
    switch (session.state(of: name), accept) {
    case (.accepted, _): break
    case (.blocked, _): Output.line("  not heard: the rules have blocked \(name)")
    case (_, .nobody):
      Output.line("  not accepted: contacts { accept = \"nobody\" } drops each request")
    case (.requested, _):
      Output.line(
        """
          not accepted: \(name) has asked, and no rule for "request" accepted; without another \
        contacts { accept = … } that is left to the owner. `:accept` is what the owner would do
        """)
    case (nil, _): Output.line("  not heard: the rules have removed \(name)")
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

  /// A line for each body that the webhook's format makes, but for notices, which all say the same.
  private func words(for event: WebhookEvent, to name: String) -> OutputLine {
    let bot = session.bot
    guard let webhook = bot.configuration.webhooks.first(where: { $0.name == name }) else {
      return "  forward to \(name)"
    }
    guard !event.isNotice else {
      if let schedule = webhook.schedule {
        return "  notice to \(name), at the next of its times, each \(schedule.interval / 1_000) s"
      }
      return "  notice to \(name), in \(webhook.delay / 1_000) to \(webhook.delay / 500) s"
    }
    let how: OutputLine = webhook.isSealed ? "sealed forward" : "forward"
    return bot.formats.bodies(of: event, for: webhook)
      .map { body -> OutputLine in "  \(how) to \(name): \(body)" }.joined(separator: "\n")
  }

  private func words(for effect: Effect) -> OutputLine {
    switch effect {
    case .reply(_, let text, .text, _): "< \(lines: text)"
    case .reply(_, let text, .action, _): "< * \(lines: text)"
    case .deliver(let event, let webhook, _): words(for: event, to: webhook)
    case .ask(let event, let webhook, _, let terms):
      words(for: event, to: webhook)
        + "\n  asked for an answer within \(terms.timeout / 1_000) s: `:answer TEXT` gives one"
    case .keep: "  kept in the inbox"
    case .note(_, let note): note.map { "  note: \($0)" } ?? "  note removed"
    case .label(_, let label, let isSet):
      "  \(isSet ? "labelled" : "no longer labelled"): \(label.text)"
    case .confirm(let contact, let confirmation):
      "< \(lines: session.question(confirmation, to: contact))"
    case .broadcast(let broadcast):
      "  broadcast to \(broadcast.label.text): \(lines: broadcast.text)"
    case .publicStatus(_, let status):
      status.map { "  public status: \($0)" } ?? "  public status removed"
    case .triage(_, let change, let author):
      "  conversation \(change.words), by \(author.name)"
    case .staffNote(_, let text, let author): "  note of \(author.name): \(text)"
    case .acceptFile: "  takes the file"
    case .refuseFile(_, let text): text.map { "  refuses the file: \($0)" } ?? "  refuses the file"
    case .keepFile: "  keeps the file in the inbox"
    case .sendFile(_, let source, let name, _):
      "  sends \(source.words)" + (name.map { " as \($0)" } ?? "")
    case .typing(_, let isTyping): isTyping ? "  typing" : "  not typing"
    case .accept: "  accepted"
    case .block: "  blocked"
    case .remove: "  removed"
    case .store(let key, let value): "  store \(key) = \(value ?? "nothing")"
    case .timer(let name, _, let delay, _): "  timer \(name) in \(delay / 1_000) s"
    case .cancelTimer(let name, _): "  timer \(name) cancelled"
    case .respond(let response): "  answered \(response.status): \(response.body)"
    case .log(let text): "  log: \(text)"
    }
  }
}

extension FileSource {
  fileprivate var words: OutputLine {
    switch self {
    case .path(let path): "the file \(path)"
    case .stored(let id): "file \(id.rawValue)"
    }
  }
}
