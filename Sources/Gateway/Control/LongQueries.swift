import Dispatch
import GatewayCore
import GatewayStore

/// Answers long queries of clients from the files of the home, beside the worker.
final class LongQueries: Sendable {
  private let path: String
  private let worker: ControlServer.Submit
  private let queue = DispatchQueue(label: "queries", qos: .utility)

  /// - Parameters:
  ///   - path: of the home.
  ///   - worker: takes all other requests.
  init(path: String, worker: @escaping ControlServer.Submit) {
    self.path = path
    self.worker = worker
  }

  func submit(
    _ request: ApplicationRequest, by author: Author, _ answer: @escaping @Sendable (Reply) -> Void
  ) {
    guard case .query(let query) = request, type(of: query).isLong else {
      return worker(request, author, answer)
    }
    queue.async { [path, worker] in
      let reply: Reply
      do throws(StoreError) {
        reply = try BotHome.carryOut(.query(query), path: path)
      } catch {
        return answer(.failed(error.description, .unavailable, error.reason))
      }
      let waiting = reply.waitingAnswers
      guard !waiting.isEmpty else { return answer(reply) }
      worker(.query(.answersUnderway(messages: waiting)), author) {
        answer(reply.marked(underway: $0))
      }
    }
  }
}
