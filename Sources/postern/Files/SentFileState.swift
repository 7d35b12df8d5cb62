import Foundation
import Gateway
import GatewayCore
import Synchronization

/// What becomes of a file that is sent, as events tell it, from any thread.
final class SentFileState: Sendable {
  struct News: Hashable, Sendable {
    var position: UInt64
    var state: FileItem.State
    var failure: FileFailure?
  }

  private let news = Mutex<[Int64: News]>([:])
  private let isLost = Mutex(false)

  /// An event of a bot in this process.
  @Sendable func note(_ events: [FeedEvent]) {
    for case .file(let file, _) in events.lazy.map(\.content) where file.direction == .outbound {
      note(
        file.id.rawValue, News(position: file.position, state: file.state, failure: file.failure))
    }
  }

  /// A line of the events of another process.
  func note(line: String) {
    guard let event = try? JSONDecoder().decode(FileEvent.self, from: Data(line.utf8)),
      event.event == "file", event.direction == .outbound
    else { return }
    note(event.id, News(position: event.position, state: event.state, failure: event.failure))
  }

  private func note(_ id: Int64, _ told: News) {
    news.withLock { $0[id] = told }
  }

  subscript(id: Int64) -> News? { news.withLock { $0[id] } }

  /// Nothing more is told: the bot has ended.
  func lose() { isLost.withLock { $0 = true } }

  var hasEnded: Bool { isLost.withLock(\.self) }
}

private struct FileEvent: Decodable {
  var event: String
  var id: Int64
  var direction: Item.Direction
  var position: UInt64
  var state: FileItem.State
  var failure: FileFailure?
}
