import Foundation
import InteropSupport
import Synchronization

/// What the webhook's receiver was sent, in order. The address that a run posts to ends in the
/// run's number.
final class PostLedger: Sendable {
  struct Post: Hashable, Sendable {
    var webhookID: String
    var body: String
    var run: Int
    /// The status of the receiver's answer; 0 where it closed the connection instead.
    var status: Int
    var isAnswered: Bool

    /// The message's text as the body has it.
    var text: String? {
      let event = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
      return (event?["data"] as? [String: Any])?["text"] as? String
    }
  }

  private struct Contents {
    var posts: [Post] = []
    /// Where the newest post of an identifier is.
    var newest: [String: Int] = [:]
  }
  private let contents = Mutex(Contents())

  var posts: [Post] { contents.withLock { $0.posts } }
  var count: Int { contents.withLock { $0.posts.count } }

  /// - Returns: what was seen; nil for anything else than a request or an answer.
  func write(_ record: Record) -> KillInstant.Sight? {
    guard let id = record.text("id"), let status = record.integer("status") else { return nil }
    return contents.withLock { contents in
      switch record.event {
      case "post":
        let run = record.text("path")?.split(separator: "/").last.flatMap { Int($0) }
        contents.newest[id] = contents.posts.count
        contents.posts.append(
          Post(
            webhookID: id, body: record.text("body") ?? "", run: run ?? -1, status: status,
            isAnswered: false))
        return .post
      case "answered":
        if let index = contents.newest[id] { contents.posts[index].isAnswered = true }
        return .answer
      default: return nil
      }
    }
  }
}
