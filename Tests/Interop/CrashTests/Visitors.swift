import Foundation
import GRDB
import InteropSupport
import Synchronization

/// Clients that come for one message and leave with its receipt: `postern send`, run again and
/// again, with texts that repeat themselves and texts that do not.
///
/// They have no numbers, so they are counted: of each text at least as many messages are stored as
/// were ticked.
final class Visitors: Sendable {
  /// What one of them says: its texts in turn, or with none a new one each time.
  private struct Visitor: Sendable {
    var name: String
    var texts: [String]

    func text(_ number: Int) -> String {
      let words = texts.isEmpty ? "entry \(number)" : texts[number % texts.count]
      return "\(name) \(words)"
    }
  }

  private struct Counts {
    var begun = 0
    var ticked = 0
  }

  private struct State {
    var counts: [String: Counts] = [:]
    var isOver = false
  }

  /// What each text of theirs begins with, and no other text.
  static let mark = "visitor"
  private static let all = [
    Visitor(name: "\(mark) a", texts: ["backup ok"]),
    Visitor(name: "\(mark) b", texts: ["disk full", "disk ok"]),
    Visitor(name: "\(mark) c", texts: []),
  ]

  private let state = Mutex(State())
  private let network: TestNetwork

  init(in network: TestNetwork) { self.network = network }

  /// Visits of all of them so far, and those whose receipt came.
  var figures: (begun: Int, ticked: Int) {
    state.withLock { state in
      (
        state.counts.values.reduce(0) { $0 + $1.begun },
        state.counts.values.reduce(0) { $0 + $1.ticked }
      )
    }
  }

  /// Visits the bot until `leave`, all at the same time.
  func visit(_ toxID: String) async throws {
    try await withThrowingTaskGroup { group in
      for visitor in Self.all {
        group.addTask {
          var number = 0
          while !self.state.withLock({ $0.isOver }) {
            try await self.send(visitor.text(number), of: visitor, to: toxID)
            number += 1
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// No visit begins any more.
  func leave() { state.withLock { $0.isOver = true } }

  private func send(_ text: String, of visitor: Visitor, to toxID: String) async throws {
    state.withLock { $0.counts[text, default: Counts()].begun += 1 }
    let name = visitor.name.replacing(" ", with: "-")
    let home = network.namespace.directory.appending(component: name)
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    let nodes = network.nodes.flatMap { ["--bootstrap", $0.description] }
    let process = try network.namespace.start(
      [try BuildProducts.path(of: "postern"), "send", toxID, text, "--home", home.path()]
        + ["--request", Self.mark, "--timeout", "20", "--no-lan-discovery", "--port", "0"] + nodes,
      errors: home.appending(component: "send.log")
    ) { _ in }
    // 75: no receipt in time; the text stays in the visitor's outbox and goes with its next visit.
    if try await process.waitForExit() == 0 {
      state.withLock { $0.counts[text, default: Counts()].ticked += 1 }
    }
  }

  /// - Parameter kills: each may let a message that was in doubt through once more.
  /// - Returns: what was violated, in sentences.
  func compare(with home: URL, kills: Int) throws -> [String] {
    let queue = try DatabaseQueue(path: home.appending(component: "state.sqlite").path())
    let stored = try queue.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT CAST(content AS TEXT), count(*) FROM items WHERE direction = 'in' GROUP BY 1
          """
      ).reduce(into: [String: Int]()) { $0[$1[0]] = $1[1] }
    }
    try queue.close()
    let counts = state.withLock { $0.counts }
    return counts.sorted { $0.key < $1.key }.compactMap { text, count in
      let found = stored[text] ?? 0
      // A text that stands alone is recognized when it comes again.
      let isUnique = text.contains("entry")
      let most = isUnique ? 1 : count.begun + kills
      guard found < count.ticked || found > most else { return nil }
      return "\(text): \(count.begun) sent, \(count.ticked) ticked, \(found) stored"
    }
  }
}
