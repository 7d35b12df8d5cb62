import ToxSimulation

/// When to kill a run: drawn at random so that instants fall everywhere, more often around commits
/// and what leaves after them.
struct KillInstant: Hashable, Sendable {
  /// What the harness can see happen, from outside.
  enum Sight: String, Hashable, Sendable, CaseIterable {
    /// Bytes were written into SQLite's journal: a transaction is being committed, or was.
    case commit
    /// A sender's client got a receipt.
    case tick
    /// A reply came to a sender.
    case reply
    /// A webhook's receiver has a request and has not answered it.
    case post
    /// The receiver has answered.
    case answer
    /// A file got its final name.
    case name
  }

  enum Moment: Hashable, Sendable {
    /// So long after the process was started.
    case afterStart(milliseconds: Int)
    /// So long after senders got receipts in this run.
    case underLoad(milliseconds: Int)
    /// When this was seen so many times under load, and a moment more.
    case at(Sight, count: Int, microseconds: Int)
  }

  var moment: Moment
  /// Whether load means receipts for every sender, or for any.
  var waitsForAll: Bool

  init(using generator: inout SeededGenerator) {
    waitsForAll = Bool.random(using: &generator)
    switch Int.random(in: 0..<20, using: &generator) {
    case 0..<3: moment = .afterStart(milliseconds: .random(in: 0..<1_500, using: &generator))
    case 3..<8: moment = .underLoad(milliseconds: .random(in: 0..<1_000, using: &generator))
    case 8..<14: moment = Self.at(.commit, countMax: 60, &generator)
    case 14..<16: moment = Self.at(.tick, countMax: 60, &generator)
    case 16..<17: moment = Self.at(.reply, countMax: 60, &generator)
    case 17..<19: moment = Self.at(.post, countMax: 60, &generator)
    default: moment = Self.at(.answer, countMax: 60, &generator)
    }
  }

  private static func at(
    _ sight: Sight, countMax: Int, _ generator: inout SeededGenerator
  ) -> Moment {
    .at(
      sight, count: .random(in: 1...countMax, using: &generator),
      microseconds: .random(in: 0..<500, using: &generator))
  }

  /// For the table of figures.
  var kind: String {
    switch moment {
    case .afterStart: "after the start"
    case .underLoad: "under load"
    case .at(let sight, _, _): "at a \(sight.rawValue)"
    }
  }
}
