import Dispatch
import GatewayCore
import GatewayHTTP
import GatewayStore
import Synchronization

/// A query whose answer has a part from the home's files and one from the running bot, which must
/// come although the bot is stuck.
protocol LiveQuery: HomeQuery {
  /// - Parameters:
  ///   - stored: the answer from the files, without a bot; `.failed` where they can't be read.
  ///   - bot: how the bot is.
  func answer(completing stored: Reply, with bot: LiveBot) -> Reply
}

/// How a running bot is.
struct LiveBot: Sendable {
  /// nil where its worker did not answer in time.
  var status: StatusSummary?
  var counters: EventCounters
  /// What its HTTP interface did; nil where that is off.
  var api: APICounts.Values?
  /// Files that failed since their bytes did not follow each other.
  var fileGaps: Int
  /// Whether the home's file system can be written, and has room.
  var hasRoom: Bool
}

/// Answers the live queries of clients.
final class LiveQueries: Sendable {
  private let path: String
  private let counters: EventCounters
  private let api: APICounts?
  private let disk: FileDisk?
  private let worker: ControlServer.Submit
  private let queue = DispatchQueue(label: "health", qos: .utility)

  /// A worker that does not answer for so long is taken for stuck.
  private static let patience = DispatchTimeInterval.seconds(2)

  /// - Parameters:
  ///   - path: of the home.
  ///   - api: nil where the HTTP interface is off.
  ///   - disk: that of the home's files.
  ///   - worker: takes the query for the bot's status, and all other requests.
  init(
    path: String, counters: EventCounters, api: APICounts? = nil,
    disk: FileDisk? = nil, worker: @escaping ControlServer.Submit
  ) {
    self.path = path
    self.counters = counters
    self.api = api
    self.disk = disk
    self.worker = worker
  }

  func submit(
    _ request: ApplicationRequest, by author: Author, _ answer: @escaping @Sendable (Reply) -> Void
  ) {
    if case .query(is StatusQuery) = request {
      return worker(request, author) { [api] in answer($0.adding(api?.current)) }
    }
    guard case .query(let query as any LiveQuery) = request else {
      return worker(request, author, answer)
    }
    let isAnswered = Mutex(false)
    let finish: @Sendable (StatusSummary?) -> Void = { [self] status in
      let isLate = isAnswered.withLock { isAnswered in
        defer { isAnswered = true }
        return isAnswered
      }
      guard !isLate else { return }
      queue.async { [self] in answer(complete(query, status)) }
    }
    worker(.query(.status), author) { reply in
      if case .status(let status) = reply { finish(status) } else { finish(nil) }
    }
    queue.asyncAfter(deadline: .now() + Self.patience) { finish(nil) }
  }

  private func complete(_ query: any LiveQuery, _ status: StatusSummary?) -> Reply {
    let stored: Reply
    do throws(StoreError) {
      stored = try BotHome.carryOut(.query(query), path: path)
    } catch {
      stored = .failed(error.description)
    }
    return query.answer(
      completing: stored,
      with: LiveBot(
        status: status, counters: counters, api: api?.current, fileGaps: disk?.gapCount ?? 0,
        hasRoom: Home.hasRoom(path: path)))
  }
}

extension Reply {
  /// The status with what the HTTP interface did, which its own server counts.
  fileprivate func adding(_ counts: APICounts.Values?) -> Reply {
    guard case .status(var status) = self, let counts else { return self }
    let refused = counts.refused.map { ($0.key.rawValue, $0.value) }
    status.api = APISummary(
      connections: counts.connections, answered: counts.answered,
      refused: Dictionary(uniqueKeysWithValues: refused))
    return .status(status)
  }
}
