import GatewayCore

/// What a home's database would hold, in memory.
struct TryState: RuleState {
  struct Timer {
    var name: String
    var contact: ContactKey?
    var payload: String
    var due: UnixMilliseconds

    func timer(in state: TryState) -> RuleTimer {
      RuleTimer(name: name, contact: contact.flatMap { state.contacts[$0] }, payload: payload)
    }
  }

  var contacts: [ContactKey: Contact] = [:]
  private(set) var notes: [ContactKey: String] = [:]
  private var labels: [ContactKey: Set<ContactLabel>] = [:]
  /// What people wrote with their requests, until they are contacts.
  var requestTexts: [ContactKey: String] = [:]
  private var requestCodes: [ContactKey: RequestCode] = [:]
  private var values: [String: String] = [:]
  private var messageCounts: [ContactKey: Int] = [:]
  private var messageTotal: Int64 = 0
  private var timers: [Timer] = []

  func value(forKey key: String) -> String? { values[key] }

  var valueCount: Int { values.count }

  var timerCount: Int { timers.count }

  func hasTimer(_ name: String, contact: ContactKey?) -> Bool {
    timers.contains { $0.name == name && $0.contact == contact }
  }

  func messageCount(of contact: ContactKey) -> Int { messageCounts[contact] ?? 0 }

  func contact(_ key: ContactKey) -> Contact? { contacts[key] }

  func contact(_ codename: Codename) -> Contact? {
    contacts.values.first { $0.codename == codename }
  }

  func labels(of contact: ContactKey) -> [ContactLabel] { labels[contact, default: []].sorted() }

  func contacts(with label: ContactLabel, limit: Int) -> [Contact] {
    let members = contacts.values.filter {
      $0.state == .accepted && labels[$0.key, default: []].contains(label)
    }
    return Array(members.sorted { ($0.firstSeen, $0.key) < ($1.firstSeen, $1.key) }.prefix(limit))
  }

  private var desk: [ContactKey: Triage] = [:]
  /// The contacts whose messages were kept, each behind those that wrote before it.
  private var writers: [ContactKey] = []
  /// The beginning of the status of which was reminded.
  private var reminded: [ContactKey: UnixMilliseconds] = [:]
  private(set) var staffNotes: [ContactKey: [String]] = [:]
  var staffNames = [Author.ownerName]

  func triage(of contact: ContactKey) -> Triage? { desk[contact] }

  func conversations(_ status: ConversationStatus, limit: Int) -> [Contact] {
    let found = writers.reversed().filter { desk[$0]?.status == status }
    return Array(found.compactMap { contacts[$0] }.prefix(limit))
  }

  /// The first deadline that passes by then. There is one for each time that a conversation gets
  /// its status.
  mutating func takeDeadline(
    dueBy end: UnixMilliseconds, _ deadlines: Deadlines?
  ) -> (notice: DeadlineNotice, due: UnixMilliseconds)? {
    var first: (notice: DeadlineNotice, due: UnixMilliseconds)?
    for (status, wait) in deadlines?.waits ?? [] {
      for key in writers {
        guard let contact = contacts[key], let triage = desk[key], triage.status == status,
          reminded[key] != triage.since
        else { continue }
        let due = triage.since.advanced(byMilliseconds: wait)
        guard due <= end, first.map({ due < $0.due }) ?? true else { continue }
        first = (DeadlineNotice(contact: contact, triage: triage, wait: wait), due)
      }
    }
    if let notice = first?.notice { reminded[notice.contact.key] = notice.triage.since }
    return first
  }

  /// A message of a contact is in the inbox.
  mutating func keep(from key: ContactKey, now: UnixMilliseconds) {
    writers.removeAll { $0 == key }
    writers.append(key)
    let before = desk[key] ?? Triage(status: .new, since: now)
    desk[key] = before.after(TriageChange(status: before.status.afterMessage), at: now)
  }

  func contactCount(with label: ContactLabel) -> Int { contacts(with: label, limit: .max).count }

  /// As random as a test needs it, and the same in each run.
  mutating func giveRequestCode(to contact: ContactKey) {
    requestCodes[contact] = RequestCode(number: UInt64(requestCodes.count + 1) &* 48_271 &* 69_621)
  }

  func requestCode(of contact: ContactKey) -> RequestCode? {
    contacts[contact]?.state == .requested ? requestCodes[contact] : nil
  }

  func requester(_ code: RequestCode) -> Contact? {
    contacts.values.first { requestCode(of: $0.key) == code }
  }

  /// A test asks no more than it means to.
  func confirmationCount(of contact: ContactKey) -> Int { 0 }

  /// Broadcasts are written at once.
  var sendingBroadcasts: Int { 0 }

  mutating func nextMessage() -> MessageID {
    messageTotal += 1
    return MessageID(messageTotal)
  }

  mutating func countMessage(of contact: ContactKey) { messageCounts[contact, default: 0] += 1 }

  /// Removes and gives the first timer that is due by then.
  mutating func takeTimer(dueBy end: UnixMilliseconds) -> Timer? {
    guard let index = timers.indices.min(by: { timers[$0].due < timers[$1].due }),
      timers[index].due <= end
    else { return nil }
    return timers.remove(at: index)
  }

  /// The text that a contact has asked with, as its first message; nil where there is none, or the
  /// contact is not accepted.
  mutating func takeRequest(of key: ContactKey, now: UnixMilliseconds) -> InboundMessage? {
    guard let contact = contacts[key], contact.state == .accepted,
      let text = requestTexts.removeValue(forKey: key),
      text.contains(where: { !$0.isWhitespace })
    else { return nil }
    return InboundMessage(
      id: nextMessage(), contact: contact, kind: .text, text: text, receivedAt: now,
      isRequest: true)
  }

  /// Effects that change what is kept; the others concern the session.
  mutating func apply(_ effect: Effect, now: UnixMilliseconds) {
    switch effect {
    case .note(let key, let note): notes[key] = note
    case .publicStatus(let key, let status): contacts[key]?.publicStatus = status
    case .label(let key, let label, let isSet):
      if isSet { labels[key, default: []].insert(label) } else { labels[key]?.remove(label) }
    case .triage(let key, let change, _):
      desk[key] = desk[key]?.after(change, at: now)
    case .staffNote(let key, let text, _): staffNotes[key, default: []].append(text)
    case .accept(let key): contacts[key]?.state = .accepted
    case .block(let key): contacts[key]?.state = .blocked
    case .remove(let key):
      contacts[key] = nil
      notes[key] = nil
      labels[key] = nil
      desk[key] = nil
      staffNotes[key] = nil
      writers.removeAll { $0 == key }
    case .store(let key, let value): values[key] = value
    case .timer(let name, let contact, let delay, let payload):
      timers.removeAll { $0.name == name && $0.contact == contact }
      let due = now.advanced(byMilliseconds: delay)
      timers.append(Timer(name: name, contact: contact, payload: payload, due: due))
    case .cancelTimer(let name, let contact):
      timers.removeAll { $0.name == name && $0.contact == contact }
    case .reply, .deliver, .ask, .confirm, .broadcast, .keep, .log, .typing, .respond,
      .acceptFile, .refuseFile, .keepFile, .sendFile:
      break
    }
  }
}

extension ContactKey {
  /// The same 32 bytes for the same name, different ones for different names (FNV-1a, repeated).
  init(tryName name: String) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var bytes: [UInt8] = []
    for round in 0..<UInt8(4) {
      for byte in Array(name.utf8) + [round] {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
      }
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: hash >> ($0 * 8)) }
    }
    self.init(bytes: bytes)
  }
}
