import GatewayCore
import GatewayStore

/// The recent messages of one contact, and how far it provably has our acknowledgement.
///
/// It may send a message again while it may lack the acknowledgement: in its next session, or in
/// this one when its route changes. Then a `RepetitionFilter` compares new messages with those in
/// doubt. Doubt is short, since the network half reports each proof; after a crash it goes back to
/// the last commit. It is bounded by number and time in any case.
struct RecentMessages {
  /// How many are remembered. The longest text that people paste is some forty packets.
  static let countMax = 128
  /// How many older ones, which are not remembered, a contact may send again and have handled
  /// twice: `Limits.unconsumedMessages`.
  private static let forgottenMax = 4_096
  /// Milliseconds after which a message is no longer in doubt. Clients send again as soon as they
  /// are connected; the same text later is a new message.
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
  /// The newest message that is no longer among the entries, or that the store did not return.
  private var forgottenThrough = MessageID(0)
  private var session: MessagePosition.Session?
  private var search: Search?
  /// The contact has the acknowledgement of everything up to this message.
  private(set) var knownThrough = MessageID(0)
  /// Whether the stored messages of former runs are among the entries.
  private(set) var isLoaded = false

  /// Whether messages of the present session are in doubt.
  var isInDoubt: Bool {
    entries.last.map { $0.number != nil && $0.id > knownThrough } ?? false
  }

  // MARK: Sessions

  /// Takes the messages of former runs of the program, oldest first.
  ///
  /// - Parameters:
  ///   - date: the date at the time `now`. A message with a later date, from a clock that was
  ///     ahead, counts as just arrived.
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

  /// Begins a session.
  ///
  /// - Returns: the newest message whose doubt has ended, if any.
  mutating func sessionBegan(now: Uptime) -> MessageID? {
    session = nil
    for index in entries.indices { entries[index].number = nil }
    startSearch(now: now)
    return search == nil ? settleFormer() : nil
  }

  /// The route of the contact's packets has changed: it may send again messages that lack an
  /// acknowledgement.
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

  /// Whether a message was handled before; if so its new packet number replaces the old one.
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

  /// Remembers a new message that was handled.
  ///
  /// - Returns: the newest message whose doubt has ended: a contact that sends a new message has
  ///   finished its repetitions.
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
  /// - Returns: the newest of these messages, where that was not known before.
  mutating func proven(through position: MessagePosition) -> MessageID? {
    guard session == position.session else { return nil }
    let last = entries.last { entry in
      entry.number.map { Int32(bitPattern: position.number &- $0) >= 0 } ?? false
    }
    return settle(through: last?.id)
  }

  /// Ends the doubt about messages of former sessions, which are not sent again any more.
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
  /// Begins a session of a contact, with the messages that it may send again.
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

  /// Stores the newest message whose doubt has ended.
  func note(
    _ settled: MessageID?, of key: ContactKey, in transaction: StoreTransaction
  ) throws(StoreError) {
    guard let settled else { return }
    try transaction.markAcknowledged(through: settled, of: key)
  }
}
