import Synchronization

/// The records that a process has printed and that were not taken yet.
public final class RecordLog: Sendable {
  private struct Contents {
    var pending: [Record] = []
    var unreadable: [String] = []
  }

  private let contents = Mutex(Contents())
  private let taking: @Sendable (Record) -> Bool

  /// - Parameter taking: sees each record as it is printed and keeps those for which it is true.
  public init(taking: @escaping @Sendable (Record) -> Bool = { _ in false }) {
    self.taking = taking
  }

  public func append(line: String) {
    guard let record = try? Record(json: line) else {
      contents.withLock { $0.unreadable.append(line) }
      return
    }
    if !taking(record) { contents.withLock { $0.pending.append(record) } }
  }

  /// Takes the first record that matches; the others stay, in order.
  public func take(where matches: (Record) -> Bool) -> Record? {
    contents.withLock { contents in
      contents.pending.firstIndex(where: matches).map { contents.pending.remove(at: $0) }
    }
  }

  /// Takes all that match, in order.
  public func takeAll(where matches: (Record) -> Bool) -> [Record] {
    contents.withLock { contents in
      let taken = contents.pending.filter(matches)
      if !taken.isEmpty { contents.pending.removeAll(where: matches) }
      return taken
    }
  }

  public func next(
    _ what: String, within limit: Duration = .patience, where matches: (Record) -> Bool
  ) async throws -> Record {
    do {
      return try await eventually(what, within: limit) { take(where: matches) }
    } catch let error as HarnessError {
      throw HarnessError("\(error); instead: \(summary)")
    }
  }

  /// What is left, for a failed test's message.
  public var summary: String {
    contents.withLock {
      let names = $0.pending.suffix(20).map { record in
        let name = record.event ?? record.text("reply") ?? "?"
        return name == "store_error" ? "\(name): \(record.text("text") ?? "")" : name
      }
      return "\(names) \($0.unreadable.suffix(5))"
    }
  }
}
