import Gateway
import GatewayCore

/// Carries out a request on a home: through the bot that runs on it, else on its store.
struct Operation {
  var home: String

  /// - Throws: `Failure` with the bot's own sentence where it refuses.
  func ask(_ request: ControlRequest) throws -> ControlReply {
    let reply = try answer(to: request)
    if case .failed(let sentence) = reply { throw Failure(sentence, .refused) }
    return reply
  }

  func newToxID() throws -> String {
    guard case .toxID(let id) = try ask(.newNoSpam) else {
      throw Failure("The bot gave no Tox ID.", .refused)
    }
    return id
  }

  private func answer(to request: ControlRequest) throws -> ControlReply {
    do throws(ControlError) {
      let client = try ControlClient(socketPath: BotHome.socketPath(home: home))
      return try client.ask(request)
    } catch {
      guard case .notRunning = error else { throw error }
    }
    return try BotHome.carryOut(request, path: home)
  }
}
