import GatewayCore
import GatewayStore

/// What is done when the database refuses a batch.
extension Engine {
  /// Notes that the backlog was refused.
  ///
  /// It waits for the disk. Where waiting mends nothing it is tried input by input, and an input
  /// that is refused alone, too, is dropped: it would hold up all others without end. What a
  /// contact sent is never acknowledged by what it sent afterwards: its session ends, so that its
  /// client sends everything again that is not stored. A file that can't go on ends, and its
  /// contact sees that.
  func tryAgain(after refusal: StoreError) {
    backlog.failed(uptime())
    guard !refusal.mayPass, handle([]) else { return }
    var rest = backlog.inputs[...]
    while let input = rest.popFirst() {
      guard let refusal = self.refusal(of: [input]) else { continue }
      guard !refusal.mayPass else {
        rest = [input] + rest
        break
      }
      memory.losses.refused += 1
      if let file = input.fileThatWaits {
        _ = handle([.network([.file(file, .failed(.unreadable))])])
        continue
      }
      guard let sender = input.sender else { continue }
      output(.network([.reconnect(sender)]))
      rest.removeAll { $0.isGone(with: sender) }
    }
    backlog.committed()
    reportLosses()
    guard !rest.isEmpty else { return }
    backlog.add(Array(rest))
    backlog.failed(uptime())
  }
}

extension EngineInput {
  /// The contact that waits for an acknowledgement.
  fileprivate var sender: ContactKey? {
    guard case .network(let events) = self else { return nil }
    return switch events.first {
    case .message(let message): message.contact
    case .fileOffered(let offer): offer.contact
    default: nil
    }
  }
}

extension EngineInput {
  /// The file that goes on with this input alone.
  fileprivate var fileThatWaits: MessageID? {
    guard case .network(let events) = self, case .file(let id, let news)? = events.first else {
      return nil
    }
    return switch news {
    case .whole, .copied: id
    default: nil
    }
  }
}

extension StoreError {
  /// Whether the same may be taken later: the disk's state refuses it, and not what it is.
  fileprivate var mayPass: Bool {
    switch self {
    case .unknownContact, .unknownMessage, .unknownDelivery, .sealed, .changedSegment: false
    case .database(let code, _): !Self.lasting.contains(code & 0xFF)
    default: true
    }
  }

  /// Primary result codes of SQLite (https://www.sqlite.org/rescode.html) that tell of a statement
  /// and its values: ERROR, TOOBIG, CONSTRAINT, MISMATCH, RANGE.
  private static let lasting: Set<Int32> = [1, 18, 19, 20, 25]
}
