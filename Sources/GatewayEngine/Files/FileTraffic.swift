import GatewayCore

/// Files of the present sessions. A session that ends ends them; their rows stay.
struct FileTraffic {
  /// Our files that are offered or under way to one contact at one time.
  static let outgoingMax = 8
  /// Milliseconds after which an offer is made again that the network half had no room for.
  static let retryDelay: Int64 = 5_000

  fileprivate enum State {
    /// A rule or a person has to decide. Exits: receiving, or over.
    case offered(FileToken)
    /// Exits: over.
    case receiving
    /// Ours, offered. Exits: sending, or over.
    case offering
    /// Exits: over.
    case sending
  }

  private struct Transfer {
    let id: MessageID
    let contact: ContactKey
    var state: State
  }

  /// In the order of their beginning.
  private var transfers: [Transfer] = []
  /// Contacts with files that wait for them; nil until they are read from the store.
  private(set) var expecting: Set<ContactKey>?
  /// When to offer files again.
  var retryAt: Uptime?
  /// When the next of our files is too old to be sent.
  var nextExpiry = NextDue.unknown

  var isLoaded: Bool { expecting != nil }
  var isEmpty: Bool { transfers.isEmpty }

  mutating func load(expecting contacts: [ContactKey]) { expecting = Set(contacts) }

  /// Whether files may wait for a contact.
  func mayExpect(_ contact: ContactKey) -> Bool { expecting?.contains(contact) ?? true }

  mutating func expects(_ contact: ContactKey) { expecting?.insert(contact) }

  mutating func expectsNothing(_ contact: ContactKey) { expecting?.remove(contact) }

  mutating func offered(_ id: MessageID, by contact: ContactKey, token: FileToken) {
    transfers.append(Transfer(id: id, contact: contact, state: .offered(token)))
  }

  /// - Returns: the offer that is to be answered; nil where there is none in this session.
  mutating func accepted(_ id: MessageID) -> FileToken? {
    guard let index = index(of: id), case .offered(let token) = transfers[index].state else {
      return nil
    }
    transfers[index].state = .receiving
    return token
  }

  /// The file that a contact offers with this token, where that is not answered.
  func offer(_ token: FileToken) -> MessageID? {
    transfers.first { transfer in
      if case .offered(token) = transfer.state { true } else { false }
    }?.id
  }

  mutating func offering(_ id: MessageID, to contact: ContactKey) {
    transfers.append(Transfer(id: id, contact: contact, state: .offering))
  }

  mutating func taken(_ id: MessageID) {
    if let index = index(of: id) { transfers[index].state = .sending }
  }

  /// - Returns: an offer of a contact that is to be refused, where it was not answered.
  @discardableResult
  mutating func remove(_ id: MessageID) -> FileToken? {
    guard let index = index(of: id) else { return nil }
    let removed = transfers.remove(at: index)
    if case .offered(let token) = removed.state { return token }
    return nil
  }

  mutating func removeAll(of contact: ContactKey) {
    if !transfers.isEmpty { transfers.removeAll { $0.contact == contact } }
  }

  func contains(_ id: MessageID) -> Bool { index(of: id) != nil }

  /// Whether the contact accepted an offer of ours.
  func isTaken(_ id: MessageID) -> Bool {
    guard let index = index(of: id), case .sending = transfers[index].state else { return false }
    return true
  }

  /// Files that the contact offers or sends.
  func incomingCount(of contact: ContactKey) -> Int { count(of: contact) { !$0.isOurs } }

  func outgoingCount(to contact: ContactKey) -> Int { count(of: contact) { $0.isOurs } }

  private func count(of contact: ContactKey, where isMeant: (State) -> Bool) -> Int {
    transfers.count { $0.contact == contact && isMeant($0.state) }
  }

  private func index(of id: MessageID) -> Int? { transfers.firstIndex { $0.id == id } }
}

extension FileTraffic.State {
  fileprivate var isOurs: Bool {
    switch self {
    case .offered, .receiving: false
    case .offering, .sending: true
    }
  }
}
