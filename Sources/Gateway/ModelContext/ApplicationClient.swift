import Foundation
package import GatewayCore

/// The application as an agent reaches it. Its calls wait for the answer.
package protocol ApplicationClient: Sendable {
  func ask(_ request: ApplicationRequest) throws -> Reply
  func follow(_ subscription: Subscription) throws -> any FollowedLines
}

/// The lines of the event feed, from one connection.
package protocol FollowedLines: AnyObject {
  /// - Returns: the next line; nil where none came in time.
  /// - Throws: where the connection has ended.
  func next(within limit: Duration) throws -> String?
}

/// Through the socket of the bot that runs on a home; without one requests work on its files.
package struct HomeClient: ApplicationClient {
  private let path: String

  package init(home path: String) { self.path = path }

  package func ask(_ request: ApplicationRequest) throws -> Reply {
    try BotHome.ask(request, path: path)
  }

  package func follow(_ subscription: Subscription) throws -> any FollowedLines {
    let client = try ControlClient(socketPath: BotHome.socketPath(home: path))
    try client.subscribe(to: subscription)
    return client
  }
}

extension ControlClient: FollowedLines {}

extension Reply {
  func jsonText() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
