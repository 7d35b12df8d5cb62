import CLua
public import GatewayCore

/// A loaded bot: its configuration, and the rules that turn an event into effects.
///
/// A bot owns one Lua machine and takes no locks. It is deliberately not `Sendable`: make it inside
/// the actor or on the thread that uses it (or send it there once) and let it stay. A changed file
/// becomes a new `Bot`; while that fails to load, go on with the old one.
public final class Bot {
  /// What the file declared.
  public private(set) var configuration: BotConfiguration
  /// The file as the owner named it; stands in every failure.
  public let file: String
  /// Among these are those that its webhooks name.
  public var formats: WebhookFormats { session.environment.formats }

  private let source: String
  private let session: RuleSession
  /// Whether there is something to forget.
  private var hasRun = false
  private let lua: LuaState

  /// Loads a bot.
  ///
  /// - Parameters:
  ///   - source: the text of the file.
  ///   - file: its name, for messages.
  ///   - environment: what the file takes from the machine.
  public init(
    source: String, file: String, environment: BotEnvironment, budget: RuleBudget = .standard
  ) throws(RuleFailure) {
    let session = RuleSession(environment: environment)
    guard let lua = LuaState(budget: budget, chunkName: file.chunkName),
      lua.define(RuleAPI.tables, for: session)
    else {
      throw RuleFailure(
        reason: .memoryBudget, file: file, line: nil, message: "no memory for a Lua machine")
    }
    do { try lua.load(source) } catch {
      throw session.failure(error, file: file, source: source)
    }
    if let name = session.webhookWithoutOptions {
      throw RuleFailure(
        reason: .configuration, file: file, line: source.line(ofWebhook: name),
        message: "webhook \"\(name)\" lacks its { url = … }")
    }
    session.line.apply(to: &session.configuration)
    if let mistake = session.configuration.listenerMistake {
      throw RuleFailure(
        reason: .configuration, file: file,
        line: source.line(ofOption: "or_else", inWebhook: mistake.webhook),
        message: mistake.reason)
    }
    if let mistake = session.configuration.sealedFilesMistake {
      throw RuleFailure(
        reason: .configuration, file: file,
        line: mistake.webhook.flatMap { source.line(ofOption: "files", inWebhook: $0) },
        message: mistake.reason)
    }
    if let (reason, line) = source.refusedExtra(to: session.configuration.webhooks) {
      throw RuleFailure(
        reason: .configuration, file: file, line: line,
        message: "\(reason): leave out what stands behind its name")
    }
    session.isLoading = false
    self.configuration = session.configuration
    self.file = file
    self.source = source
    self.session = session
    self.lua = lua
  }

  /// The same without a machine: only for texts that are to be looked at.
  package convenience init(
    source: String, file: String, secrets: @escaping (String) -> String?,
    budget: RuleBudget = .standard
  ) throws(RuleFailure) {
    try self.init(
      source: source, file: file, environment: BotEnvironment(secret: secrets), budget: budget)
  }

  /// Gives a contact a role, as the file could: for a trial.
  func addStaff(_ member: StaffContact) {
    session.configuration.contacts.staff.append(member)
    configuration.contacts.staff.append(member)
  }

  /// What the owner should know of the file, though it loads: sentences without a full stop.
  public var warnings: [String] { session.warnings }

  /// The commands that the bot understands, in the order of their declaration.
  public var commands: [(name: String, help: String)] {
    session.commands.map { ($0.name, $0.help) }
  }

  /// What people wrote in the events that were handled stays no longer than it is needed: called
  /// after each batch of them, since a collection of the machine costs more than an event.
  public func forget() {
    guard hasRun, configuration.inbox.isSealed else { return }
    hasRun = false
    session.forget()
    lua.forget()
  }

  /// Runs the rules for one event. In a release build on a 2-core virtual machine an echo
  /// took 1.3 to 1.6 µs, and loading a small bot 60 µs.
  ///
  /// - Parameters:
  ///   - state: what is committed; read while the rules run.
  ///   - now: the event's time, which is the only clock that a rule sees.
  /// - Returns: what the rules asked for. After a failure nothing of that remains, except that a
  ///   message is kept.
  public func handle(
    _ event: RuleEvent, state: any RuleState, now: UnixMilliseconds
  ) -> RuleOutcome {
    hasRun = true
    session.begin(event, state: state, now: now)
    lua.begin()
    do {
      // A command comes first; one that returns false leaves the message to the other handlers.
      if case .message = event, let command = session.matchCommand() {
        guard try !lua.call(command.slot, messageArguments) else {
          return RuleOutcome(effects: session.finish())
        }
        session.forgetCommand()
      }
      if case .hook(let request) = event {
        try answer(request)
        return RuleOutcome(effects: session.finish())
      }
      let (slots, arguments, text) = try call(for: event)
      for slot in slots {
        if let text {
          _ = try lua.call(slot, arguments, text: text)
        } else {
          _ = try lua.call(slot, arguments)
        }
      }
      return RuleOutcome(effects: session.finish())
    } catch {
      let effects: [Effect] = session.message == nil ? [] : [.keep]
      _ = session.finish()
      return RuleOutcome(
        effects: effects, failure: session.failure(error, file: file, source: source))
    }
  }

  private let messageArguments = [clua_value(.message, handle: 0)]
  private let contactArguments = [clua_value(.contact, handle: 0)]
  private let timerArguments = [clua_value(.timer, handle: 0)]
  private let confirmationArguments = [clua_value(.confirmation, handle: 0)]
  private let offerArguments = [clua_value(.offer, handle: 0)]
  private let fileArguments = [clua_value(.file, handle: 0)]
  private let conversationArguments = [clua_value(.conversation, handle: 0)]
  private let requestArguments = [clua_value(.request, handle: 0)]

  /// What the function returns is the answer, unless it has answered.
  private func answer(_ request: HookRequest) throws(LuaState.Fault) {
    guard let slot = session.hookSlots[request.hook] else {
      throw LuaState.Fault(reason: .error, message: "there is no hook \(quoted: request.hook)")
    }
    try lua.call(slot, requestArguments) { [session] (call) throws(HostError) in
      try session.answer(returned: call)
    }
  }

  /// Whether the file has a handler for what contacts propose.
  public func handles(_ offer: ContactOffer.Kind) -> Bool { session.handlers[.init(offer)] != nil }

  private func slots(for result: ConfirmationResult) throws(LuaState.Fault) -> [Int32] {
    guard let name = result.handler else { return [] }
    if let slots = session.namedSlots[.confirm]?[name] { return slots }
    throw LuaState.Fault(
      reason: .error,
      message: "no handler takes the answer to a question: on(\"confirm\", \(quoted: name), …)"
        + " is not in the file any more")
  }

  /// The functions that an event is for, and what they are passed.
  private func call(
    for event: RuleEvent
  ) throws(LuaState.Fault) -> (slots: [Int32], arguments: [clua_value], text: String?) {
    switch event {
    case .message: (session.handlers[.message, default: []], messageArguments, nil)
    case .contact: (session.handlers[.contact, default: []], contactArguments, nil)
    case .contactRequest(_, let text):
      (session.handlers[.request, default: []], contactArguments, text)
    case .presence(_, let isOnline):
      (session.handlers[isOnline ? .online : .offline, default: []], contactArguments, nil)
    case .offer(_, .file): (session.handlers[.file, default: []], fileArguments, nil)
    case .offer(_, let offer):
      (session.handlers[.init(offer.kind), default: []], offerArguments, nil)
    case .file: (session.handlers[.file, default: []], fileArguments, nil)
    case .fileDone(let file, _):
      (
        session.handlers[file.direction == .inbound ? .fileDone : .fileSent, default: []],
        fileArguments, nil
      )
    case .fileFailed: (session.handlers[.fileFailed, default: []], fileArguments, nil)
    case .timer(let timer):
      (
        (session.namedSlots[.timer]?[timer.name] ?? []) + session.handlers[.timer, default: []],
        timerArguments, nil
      )
    case .schedule(let run):
      (
        session.scheduleSlots[run.schedule].map { [$0] } ?? [],
        [clua_value(CLUA_INTEGER, integer: run.due.rawValue / 1_000)], nil
      )
    case .confirmation(let result): (try slots(for: result), confirmationArguments, nil)
    case .hook: ([], [], nil)
    case .deadline: (session.handlers[.deadline, default: []], conversationArguments, nil)
    case .limit(let notice):
      (
        session.handlers[.limit, default: []],
        notice.contact == nil ? [clua_value(CLUA_NIL)] : contactArguments,
        notice.name.rawValue
      )
    }
  }
}
