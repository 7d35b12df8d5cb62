import GatewayCore
import GatewayStore

/// What one contact sent lately, and up to where it provably has our acknowledgement.
///
/// What it may not have, it may send again: in its next session, or in this one when its route
/// changes. Then a `RepetitionFilter` over the doubtful messages looks at what comes. Doubt is
/// short, since the network half reports each proof; after a crash it is as long as the last commit
/// is behind. It is bounded by number and time all the same.
struct RecentMessages {
  /// How many are remembered. The longest text that a person pastes is some forty packets.
  static let countMax = 128
  /// How many older ones a contact may send again that are not remembered, and are handled twice:
  /// `Limits.unconsumedMessages`.
  private static let forgottenMax = 4_096
  /// Milliseconds after which a message is in doubt no longer. Clients send again as soon as they
  /// are connected; somebody who comes back later and says the same means it.
  static let doubtMax: Int64 = 600_000

  private struct Entry {
    var id: MessageID
    var digest: Fingerprint
    var at: Uptime
    /// Its packet number in the present session; nil for one of a former session.
    var number: UInt32?
  }

  /// A search for repetitions among some of the entries.
  private struct Search {
    var filter: RepetitionFilter
    var ids: [MessageID]
  }

  private var entries: [Entry] = []
  /// The newest message that is not among the entries any more, or that the store did not give.
  private var forgottenThrough = MessageID(0)
  private var session: MessagePosition.Session?
  private var search: Search?
  /// The contact has the acknowledgement of everything up to this message.
  private(set) var knownThrough = MessageID(0)
  /// Whether what the store has of former runs is among the entries.
  private(set) var isLoaded = false

  /// Whether messages of the present session are in doubt.
  var isInDoubt: Bool {
    entries.last.map { $0.number != nil && $0.id > knownThrough } ?? false
  }

  // MARK: Sessions

  /// Takes what former runs of the program left, oldest first.
  ///
  /// - Parameters:
  ///   - date: the date at the moment `now`. A message that a clock ahead has dated came just now.
  mutating func load(_ stored: [TakenItem], date: UnixMilliseconds, now: Uptime) {
    isLoaded = true
    if stored.count >= Self.countMax, let first = stored.first, !first.isAcknowledged {
      forgottenThrough = MessageID(first.id.rawValue - 1)
    }
    for message in stored {
      let age = max(0, date.rawValue &- message.at.rawValue)
      append(
        Entry(
          id: message.id, digest: message.fingerprint,
          at: now.advanced(byMilliseconds: -age)))
      if message.isAcknowledged { knownThrough = message.id }
    }
  }

  /// A session begins.
  ///
  /// - Returns: through which message the doubt has ended, where it has.
  mutating func sessionBegan(now: Uptime) -> MessageID? {
    session = nil
    for index in entries.indices { entries[index].number = nil }
    startSearch(now: now)
    return search == nil ? settleFormer() : nil
  }

  /// The contact's packets come another way than before: it may send again what it has no
  /// acknowledgement for.
  mutating func routeChanged(now: Uptime) {
    guard search == nil else { return }
    startSearch(now: now)
  }

  private mutating func startSearch(now: Uptime) {
    let first = entries.firstIndex { isDoubtful($0, now: now) } ?? entries.endIndex
    let doubtful = entries[first...]
    guard !doubtful.isEmpty else {
      search = nil
      return
    }
    let isCut = first == entries.startIndex && forgottenThrough > knownThrough
    search = Search(
      filter: RepetitionFilter(
        doubtful: doubtful.map(\.digest), familiar: entries[..<first].map(\.digest),
        forgottenMax: isCut ? Self.forgottenMax : 0),
      ids: doubtful.map(\.id))
  }

  private func isDoubtful(_ entry: Entry, now: Uptime) -> Bool {
    entry.id > knownThrough && now.milliseconds(since: entry.at) <= Self.doubtMax
  }

  // MARK: Messages

  /// Whether a message is one that was handled before; then its new packet stands for it.
  mutating func isRepetition(_ digest: Fingerprint, at position: MessagePosition) -> Bool {
    guard var search else { return false }
    defer { self.search = search.filter.isFinished ? nil : search }
    guard let place = search.filter.repetition(digest) else { return false }
    let id = search.ids[place]
    if let index = entries.lastIndex(where: { $0.id == id }) {
      entries[index].number = position.number
      session = position.session
    }
    return true
  }

  /// A new message was handled.
  ///
  /// - Returns: through which message the doubt has ended: a contact that says something new has
  ///   sent again whatever it had to.
  mutating func handled(
    _ id: MessageID, _ digest: Fingerprint, at position: MessagePosition, now: Uptime
  ) -> MessageID? {
    let isFirst = session != position.session
    session = position.session
    let settled = isFirst ? settleFormer() : nil
    append(Entry(id: id, digest: digest, at: now, number: position.number))
    return settled
  }

  private mutating func append(_ entry: Entry) {
    if entries.count == Self.countMax {
      forgottenThrough = entries[Self.countMax / 4 - 1].id
      entries.removeFirst(Self.countMax / 4)
    }
    entries.append(entry)
  }

  // MARK: The end of doubt

  /// The contact has the acknowledgement of everything up to this position.
  ///
  /// - Returns: through which message that is, where it is news.
  mutating func proven(through position: MessagePosition) -> MessageID? {
    guard session == position.session else { return nil }
    let last = entries.last { entry in
      entry.number.map { Int32(bitPattern: position.number &- $0) >= 0 } ?? false
    }
    return settle(through: last?.id)
  }

  /// What is left of former sessions is not sent again any more.
  private mutating func settleFormer() -> MessageID? {
    settle(through: entries.last { $0.number == nil }?.id)
  }

  private mutating func settle(through id: MessageID?) -> MessageID? {
    guard let id, id > knownThrough else { return nil }
    knownThrough = id
    return id
  }
}

extension Engine {
  /// A contact came online: what it may send again is known from now on.
  func beginSession(
    _ key: ContactKey, in transaction: StoreTransaction
  ) throws(StoreError) {
    if contacts.read(key, { $0.recent.isLoaded }) != true {
      let stored = try transaction.doubtfulItems(
        of: key, limit: RecentMessages.countMax, fingerprint: keys.digest)
      let now = uptime()
      contacts.change(key) { $0.recent.load(stored, date: context.now, now: now) }
    }
    let now = uptime()
    let settled = contacts.change(key) { live in
      live.isOnline = true
      return live.recent.sessionBegan(now: now)
    }
    try note(settled, of: key, in: transaction)
  }

  /// The contact provably has the acknowledgements up to a position.
  func acknowledgementKnown(
    to key: ContactKey, through position: MessagePosition, in transaction: StoreTransaction
  ) throws(StoreError) {
    let settled = contacts.changeIfKnown(key) { $0.recent.proven(through: position) }
    try note(settled ?? nil, of: key, in: transaction)
  }

  /// Writes down through which message doubt has ended.
  func note(
    _ settled: MessageID?, of key: ContactKey, in transaction: StoreTransaction
  ) throws(StoreError) {
    guard let settled else { return }
    try transaction.markAcknowledged(through: settled, of: key)
  }
}
