import Foundation
public import GatewayCore
import GatewayStore

extension BotHome {
  private static let patience = Duration.seconds(5)
  private static let pause = 0.05

  /// Carries out a request: through the bot that runs on the home, otherwise on its store.
  ///
  /// While a bot starts it holds the home and does not listen yet: both ways are tried until one
  /// works.
  public static func ask(
    _ request: ApplicationRequest, by author: Author = .owner, path: String
  ) throws -> Reply {
    if case .query(let query) = request, type(of: query).isLong {
      return try readInbox(query, path: path)
    }
    let deadline = ContinuousClock.now + patience
    while true {
      if let reply = try askRunning(request, by: author, path: path) { return reply }
      do throws(StoreError) {
        return try carryOut(request, by: author, path: path)
      } catch {
        guard case .homeInUse = error, ContinuousClock.now < deadline else { throw error }
        Thread.sleep(forTimeInterval: pause)
      }
    }
  }

  /// Whether a bot runs on a home and listens.
  public static func isRunning(home path: String) -> Bool {
    let reply = try? askRunning(.query(.status), by: .owner, path: path)
    return reply.flatMap(\.self) != nil
  }

  /// - Returns: nil where no bot listens.
  private static func askRunning(
    _ request: ApplicationRequest, by author: Author, path: String
  ) throws(ControlError) -> Reply? {
    do throws(ControlError) {
      return try ControlClient(socketPath: socketPath(home: path)).ask(request, by: author)
    } catch {
      guard case .notRunning = error else { throw error }
      return nil
    }
  }
}
