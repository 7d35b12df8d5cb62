public import GatewayCore
import GatewayEngine
public import GatewayStore
import ToxCore
import ToxWire

/// Operations of the command line on a home itself, whether a bot runs on it or not.
extension BotHome {
  /// Whether an agent could not start because another process holds the home.
  public static func isInUse(_ error: any Error) -> Bool {
    if case .homeInUse? = error as? StoreError { true } else { false }
  }

  /// Where a bot that runs on this home listens.
  public static func socketPath(home path: String) -> String { "\(path)/\(socketName)" }

  static let socketName = "control.sock"

  /// The home's Tox ID. A bot with a file has one before it first runs: home and key are created.
  /// Without a bot nothing is created.
  public static func toxID(_ choice: HomeChoice) throws(StoreError) -> String {
    if choice.bot != nil, try !Store.hasHome(at: choice.path) {
      try opened(choice.path, new: .withKey) { _ in }
      try claim(choice)
    }
    return try reading(choice.path) { reader throws(StoreError) in
      try reader.identity(ofHome: choice.path).toxID.text
    }
  }

  /// Assigns a home without a stored bot's file to this bot.
  public static func claim(_ choice: HomeChoice) throws(StoreError) {
    guard let bot = choice.bot else { return }
    try opened(choice.path) { home throws(StoreError) in
      try home.store.write { transaction throws(StoreError) in
        if try transaction.botFile() == nil { _ = try transaction.rememberBotFile(bot) }
      }
    }
  }

  /// Carries out a request on the store of a home on which no bot runs.
  ///
  /// - Throws: `.homeInUse` where a bot is starting on the home, or another command is writing.
  public static func carryOut(
    _ request: ApplicationRequest, by author: Author = .owner, path: String
  ) throws(StoreError) -> Reply {
    switch request {
    case .command(let command): try carryOut(command, by: author, path: path)
    case .query(let query): try answer(query, path: path)
    }
  }

  /// Reads the home without changing it.
  private static func answer(_ query: any Query, path: String) throws(StoreError) -> Reply {
    let answer = try reading(path) { reader throws(StoreError) in
      try reader.reply(to: query, now: .now)
    }
    if case .value(let reply) = answer {
      guard let query = query as? any FileFolderQuery else { return reply }
      return try query.reply(completing: reply, from: FileFolder(try Home(path: path)))
    }
    // No bot runs, so no answer is in flight.
    return .messages([])
  }

  /// Holds the home's lock: a bot that starts at the same time would read a state that is out of
  /// date.
  private static func carryOut(
    _ command: any Command, by author: Author, path: String
  ) throws(StoreError) -> Reply {
    let new: NewHome = type(of: command).makesHome ? .withKey : .refused
    return try opened(path, exclusively: true, new: new) { home throws(StoreError) in
      do throws(StoreError) {
        return try home.carryOut(command, by: author)
      } catch {
        guard error.isOutOfSpace else { throw error }
        return try home.store.usingReserve { () throws(StoreError) in
          let before = try home.store.makeRoom(for: .command(command))
          return try home.carryOut(command, by: author, forgottenBefore: before)
        }
      }
    }
  }

  private func carryOut(
    _ command: any Command, by author: Author, forgottenBefore before: Forgotten = Forgotten()
  ) throws(StoreError) -> Reply {
    var refusal: Reply?
    var gone: [MessageID] = []
    let result = try store.write { transaction throws(StoreError) -> OperationResult? in
      transaction.author = author
      if command is SendCommand || command is BroadcastSendCommand,
        try transaction.meta(.keepsNothing) != nil
      {
        refusal = .failed(Self.keepsNothingSentence, .refused, .keepsNothing)
        return nil
      }
      do throws(OperationError) {
        let result = try transaction.carryOut(command, keys: keys, now: .now).including(before)
        for case .file(let request) in result.changes {
          if let file = try transaction.storing({ () throws(StoreError) in
            try transaction.carryOut(request)
          }) {
            gone.append(file)
          }
        }
        return result
      } catch {
        refusal = try error.refusal()
        return nil
      }
    }
    guard let result else { return refusal ?? .failed("Refused.") }
    for file in gone { store.files.remove(file) }
    switch result.reply {
    case .value(let reply): return reply.after(cleaning: store.clean(of: result.forgotten))
    case .afterReceipt: return .done
    case .waitingAnswers: return .messages([])
    case .afterForgetting(let contacts):
      let forgotten = try store.forgetInSteps(contacts[...], now: .now)
      return .forgotten(ForgottenSummary(forgotten)).after(cleaning: store.clean(of: forgotten))
    }
  }

  /// Reads a home without changing it. One with an older schema is opened for writing first, to
  /// migrate it.
  ///
  /// - Throws: `.noHome` where there is no home.
  static func reading<Value>(
    _ path: String, _ body: (StoreReader) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let value = try Store.reading(
      home: path, sealer: { reader throws(StoreError) in try reader.homeSealer() }, body)
    if let value { return value }
    return try opened(path) { home throws(StoreError) in try home.store.read(body) }
  }

  static func opened<Value>(
    _ path: String, exclusively: Bool = false, new: NewHome = .refused,
    _ body: (BotHome) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let (home, needsReserve) = try openedInReserve(path, exclusively: exclusively, new: new)
    defer {
      home.close()
      if needsReserve { try? Store.fillReserve(home: path) }
    }
    return try body(home)
  }

  /// Opens a home; on a full disk in the space of the reserve.
  private static func openedInReserve(
    _ path: String, exclusively: Bool, new: NewHome
  ) throws(StoreError) -> (BotHome, needsReserve: Bool) {
    do throws(StoreError) {
      return (try BotHome(path: path, exclusively: exclusively, new: new), false)
    } catch {
      guard error.isOutOfSpace, try Store.releaseReserve(home: path) else { throw error }
      return (try BotHome(path: path, exclusively: exclusively, new: new), true)
    }
  }
}
