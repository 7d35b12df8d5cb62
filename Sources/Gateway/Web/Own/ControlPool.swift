import Foundation
import GatewayCore
import Synchronization

/// Connections to the control socket of a bot, which may be at the other end of a tunnel. Its calls
/// block.
final class ControlPool: Sendable {
  /// That wait for the next query.
  private static let idleMax = 4

  private let socketPath: String
  private let place: String
  private let idle = Mutex<[Connection]>([])

  /// A connection that one thread uses at a time: the one that took it from `idle`.
  private struct Connection: @unchecked Sendable { let client: ControlClient }

  /// - Parameters:
  ///   - socketPath: on this machine.
  ///   - place: of the bot, for what goes wrong.
  init(socketPath: String, place: String) {
    self.socketPath = socketPath
    self.place = place
  }

  /// A query goes over a connection that is open already, and once more over a new one where that
  /// is lost. A command is sent once: what became of one that was cut off is not known.
  func ask(_ request: ApplicationRequest, by author: Author) -> Reply {
    do throws(ControlError) {
      if case .query = request, let known = idle.withLock({ $0.popLast() }) {
        if let reply = try? known.client.ask(request, by: author) {
          putBack(known)
          return reply
        }
      }
      let new = Connection(client: try ControlClient(socketPath: socketPath))
      let reply = try new.client.ask(request, by: author)
      putBack(new)
      return reply
    } catch {
      switch error {
      case .notRunning, .connectionLost:
        forget()
        return .failed(
          "The connection to the bot \(place) is lost, or the bot does not run. What was asked may"
            + " not have been done: look again in a while.", .unavailable, .connectionLost)
      case .otherVersion:
        return .failed(
          "The bot \(place) is of another version than this command: use the same one on both"
            + " sides.", .unavailable)
      case .pathTooLong, .refused: return .failed("\(error)", .unavailable)
      }
    }
  }

  /// A connection on which the events are followed.
  func follow() throws(ControlError) -> ControlClient {
    let client = try ControlClient(socketPath: socketPath)
    try client.subscribe(to: Subscription())
    return client
  }

  /// Of a connection that broke the others are of no more use.
  private func forget() { idle.withLock { $0 = [] } }

  private func putBack(_ connection: Connection) {
    idle.withLock { idle in
      if idle.count < Self.idleMax { idle.append(connection) }
    }
  }
}
