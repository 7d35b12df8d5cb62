import GatewayCore

/// Answers that are only in memory. They wait for their receipt like those in the outbox.
struct HeldAnswers {
  /// Answers of one contact that wait for it, or for its receipt: at most about 1.4 MB.
  static let countMax = 1_024
  /// Answers of all contacts together: at most about 90 MB.
  static let totalMax = 65_536

  /// In the order of their numbers.
  private var waiting: [ContactKey: [OutboxMessage]] = [:]
  private(set) var count = 0

  /// - Returns: false where there is no room.
  mutating func add(_ message: OutboxMessage) -> Bool {
    guard count < Self.totalMax, waiting[message.contact]?.count ?? 0 < Self.countMax else {
      return false
    }
    waiting[message.contact, default: []].append(message)
    count += 1
    return true
  }

  /// The contact's client does not use stamps.
  mutating func takeOffStamps(of contact: ContactKey) {
    guard var answers = waiting.removeValue(forKey: contact) else { return }
    for index in answers.indices { answers[index].stamp = nil }
    waiting[contact] = answers
  }

  func of(
    _ contact: ContactKey, after id: OutboxID, limit: Int, unexpiredAt time: UnixMilliseconds
  ) -> [OutboxMessage] {
    Array(
      (waiting[contact] ?? []).lazy
        .filter { $0.id > id && !$0.isExpired(at: time) }.prefix(limit))
  }

  /// When the next one is too old to be sent.
  var nextExpiry: UnixMilliseconds? {
    waiting.values.lazy.flatMap { $0.lazy.compactMap(\.expiresAt) }.min()
  }

  /// Takes those that are too old to be sent.
  mutating func expire(now: UnixMilliseconds) -> [OutboxMessage] {
    let expired = waiting.values.flatMap { $0.filter { $0.isExpired(at: now) } }
    for message in expired { _ = remove([message.id], of: message.contact) }
    return expired.sorted { $0.id < $1.id }
  }

  /// The wall clock was set by so many milliseconds: the remaining times stay the same.
  mutating func clockWasSet(by step: Int64) {
    waiting = waiting.mapValues { answers in
      answers.map { answer in
        guard answer.lifetime != nil else { return answer }
        var answer = answer
        answer.createdAt = answer.createdAt.advanced(byMilliseconds: step)
        return answer
      }
    }
  }

  /// Removes the answers that the contact has. They are the oldest ones, except those with a stamp,
  /// which wait until the contact names it.
  ///
  /// - Returns: those that were not among the held answers.
  mutating func remove(_ ids: [OutboxID], of contact: ContactKey) -> [OutboxID] {
    guard var answers = waiting.removeValue(forKey: contact) else { return ids }
    let before = answers.count
    var others: [OutboxID] = []
    var first = 0
    for id in ids {
      if first < answers.count, answers[first].id == id { first += 1 } else { others.append(id) }
    }
    answers.removeFirst(first)
    if !others.isEmpty, !answers.isEmpty {
      let later = answers.filter { others.contains($0.id) }.map(\.id)
      answers.removeAll { later.contains($0.id) }
      others.removeAll { later.contains($0) }
    }
    count -= before - answers.count
    if !answers.isEmpty { waiting[contact] = answers }
    return others
  }

  mutating func removeAll(of contact: ContactKey) {
    count -= waiting.removeValue(forKey: contact)?.count ?? 0
  }
}
