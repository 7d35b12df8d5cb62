import GatewayCore

/// Answers to one contact that are on no disk: the outbox of a bot with
/// `inbox { keep = "nothing" }`. They wait for their receipt as others do, and are gone when the
/// process ends.
struct UnkeptAnswers {
  /// Answers of one contact that wait for it, or for its receipt. What comes on top is dropped and
  /// reported: about 1.4 MB of the longest ones.
  static let countMax = 1_024
  /// Answers of all contacts together: about 90 MB of the longest ones.
  static let totalMax = 65_536

  private(set) var waiting: [OutboxMessage] = []

  var count: Int { waiting.count }

  /// - Returns: false where there is no room.
  mutating func add(_ message: OutboxMessage) -> Bool {
    guard waiting.count < Self.countMax else { return false }
    waiting.append(message)
    return true
  }

  /// The contact's client knows none.
  mutating func takeOffStamps() {
    for index in waiting.indices { waiting[index].stamp = nil }
  }

  func after(_ id: OutboxID, limit: Int) -> some Sequence<OutboxMessage> {
    waiting.lazy.filter { $0.id > id }.prefix(limit)
  }

  /// Takes out what the contact has. They are the oldest ones, but for what waits for a word that
  /// names its stamp.
  ///
  /// - Returns: those that are not among these answers.
  mutating func remove(_ ids: [OutboxID]) -> [OutboxID] {
    guard !waiting.isEmpty else { return ids }
    var others: [OutboxID] = []
    var count = 0
    for id in ids {
      if count < waiting.count, waiting[count].id == id { count += 1 } else { others.append(id) }
    }
    waiting.removeFirst(count)
    guard !others.isEmpty, !waiting.isEmpty else { return others }
    let later = waiting.filter { others.contains($0.id) }.map(\.id)
    waiting.removeAll { later.contains($0.id) }
    return others.filter { !later.contains($0) }
  }
}
