import GatewayCore

/// Inputs that the engine has taken and not yet committed. While the disk refuses writes the
/// backlog grows, and is tried again once a second, however much arrives in the meantime.
///
/// It is bounded: a session delivers only so many messages that are not consumed (`Limits`). Inputs
/// of a session that ended are dropped with it: none was acknowledged, so that the sender's client
/// sends them again.
struct Backlog {
  private(set) var inputs: [EngineInput] = []
  /// When the last attempt failed; nil where none did.
  private var failedAt: Uptime?
  private var requestCount = 0

  /// Milliseconds between two attempts.
  static let retryDelay: Int64 = 1_000
  /// Friend requests that wait for the disk. Beyond them a request is dropped; its sender's client
  /// repeats it.
  static let requestsMax = 1_024

  /// Whether the last attempt failed; it may have had no inputs, only jobs that were due.
  var isRefused: Bool { failedAt != nil }

  mutating func add(_ added: [EngineInput]) {
    guard failedAt != nil else {
      inputs += added
      return
    }
    for input in added {
      switch input {
      case .network(let events): events.forEach { add($0) }
      default: inputs.append(input)
      }
    }
  }

  /// Milliseconds until the next attempt; 0 where it may be made now.
  func timeToTry(_ now: Uptime) -> Int64 {
    guard let failedAt else { return 0 }
    return max(0, Self.retryDelay - now.milliseconds(since: failedAt))
  }

  mutating func failed(_ now: Uptime) {
    if failedAt == nil {
      let all = inputs
      inputs = []
      failedAt = now
      add(all)
    }
    failedAt = now
  }

  mutating func committed() {
    inputs.removeAll(keepingCapacity: true)
    failedAt = nil
    requestCount = 0
  }

  private mutating func add(_ event: NetworkEvent) {
    switch event {
    case .offline(let key): inputs.removeAll { $0.isGone(with: key) }
    case .file(let id, .durable), .file(let id, .progress):
      inputs.removeAll { $0.isProgress(of: id) }
    case .contactRequest:
      guard requestCount < Self.requestsMax else { return }
      requestCount += 1
    default: break
    }
    inputs.append(.network([event]))
  }
}

extension EngineInput {
  /// Whether the event is meaningless once the contact's session is over.
  func isGone(with contact: ContactKey) -> Bool {
    guard case .network(let events) = self, let event = events.first else { return false }
    switch event {
    case .online(let key), .offline(let key), .name(let key, _), .statusMessage(let key, _),
      .status(let key, _), .typing(let key, _), .sent(let key, _, _), .routeChanged(let key),
      .reachable(let key, _), .offer(let key, _):
      return key == contact
    case .message(let message): return message.contact == contact
    case .fileOffered(let offer): return offer.contact == contact
    // Receipts and proofs stay valid; the others belong to no session.
    case .receipt, .acknowledged, .acknowledgementKnown, .connection, .runsElsewhere,
      .contactRequest, .notAdded, .file, .fileWithdrawn:
      return false
    }
  }

  /// Whether later progress of a file takes its place.
  fileprivate func isProgress(of file: MessageID) -> Bool {
    guard case .network(let events) = self, case .file(file, let news)? = events.first else {
      return false
    }
    switch news {
    case .durable(_, let type): return type == nil
    case .progress: return true
    default: return false
    }
  }
}
