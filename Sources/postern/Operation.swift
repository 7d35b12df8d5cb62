import Gateway
import GatewayCore

/// Carries out a request on a home: through the bot that runs on it, else on its store.
struct Operation {
  var home: String

  /// - Throws: `Failure` with the bot's own sentence where it refuses.
  func ask(_ command: Command) throws -> Reply { try ask(.command(command)) }

  func ask(_ query: Query) throws -> Reply { try ask(.query(query)) }

  func ask(_ request: ApplicationRequest) throws -> Reply {
    let reply = try BotHome.ask(request, path: home)
    if case .failed(let sentence) = reply { throw Failure(sentence, .refused) }
    return reply
  }

  func newToxID() throws -> String {
    guard case .toxID(let id) = try ask(.newNoSpam) else {
      throw Failure(
        "The bot gave no Tox ID: the one that runs is of another version; restart it.", .refused)
    }
    return id
  }
}
