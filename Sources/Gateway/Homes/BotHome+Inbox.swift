public import GatewayCore
import GatewayEngine
public import GatewayStore

/// The inbox as people read it. It is read from the home's own files, whether a bot runs on it or
/// not; each call sees one moment, and holds up nobody.
extension BotHome {
  /// Messages that one call reads at most.
  public static let inboxPageMax = 500

  /// A page of messages and answers.
  ///
  /// - Parameter bytesMax: how much of each text is wanted; nil: all of it.
  public static func inbox(
    path: String, _ filter: InboxFilter, bytesMax: Int? = nil
  ) throws(StoreError) -> [InboxEntry] {
    let entries = try reading(path) { reader throws(StoreError) in
      try reader.inbox(filter.bounded, bytesMax: bytesMax)
    }
    return withUnderway(entries, path: path)
  }

  public static func inboxNumbers(
    path: String, _ filter: InboxFilter
  ) throws(StoreError) -> [MessageID] {
    try reading(path) { reader throws(StoreError) in try reader.inboxNumbers(filter) }
  }

  /// How many messages there are, counted up to the filter's limit.
  public static func inboxCount(
    path: String, _ filter: InboxFilter
  ) throws(StoreError) -> Int {
    try reading(path) { reader throws(StoreError) in try reader.inboxCount(filter) }
  }

  public static func inboxEntry(path: String, _ id: MessageID) throws(StoreError) -> InboxEntry? {
    let entry = try reading(path) { reader throws(StoreError) in try reader.inboxEntry(id) }
    return withUnderway(entry.map { [$0] } ?? [], path: path).first
  }

  /// A page of a conversation: what the inbox has of it, and what rules answered to that.
  public static func conversation(
    path: String, _ filter: InboxFilter
  ) throws(StoreError) -> [InboxEntry] {
    let entries = try reading(path) { reader throws(StoreError) in
      var entries = try reader.inbox(filter.bounded)
      for entry in entries { entries += try reader.automaticAnswers(to: entry) }
      return entries
    }
    return withUnderway(entries.sorted { $0.id < $1.id }, path: path)
  }

  /// Looks through texts of the inbox, as many as the filter's limit says.
  public static func searchInbox(
    path: String, words: [String], _ filter: InboxFilter
  ) throws(StoreError) -> (found: [MessageID], last: MessageID?) {
    try reading(path) { reader throws(StoreError) in
      try reader.searchInbox(SearchedWords(words), filter)
    }
  }

  /// What erasing messages takes along.
  public static func erasureExtent(
    path: String, _ messages: [MessageID]
  ) throws(StoreError) -> (answers: Int, deliveries: Int) {
    try reading(path) { reader throws(StoreError) in
      var total = (answers: 0, deliveries: 0)
      for message in messages {
        let extent = try reader.erasureExtent(of: message)
        total.answers += extent.answers
        total.deliveries += extent.deliveries
      }
      return total
    }
  }

  /// The contact that a person means: by codename, public key, Tox ID, note, or the number of one
  /// of its messages.
  ///
  /// - Throws: `Failure`, `StoreError`.
  public static func contact(path: String, _ reference: ContactReference) throws -> ContactKey {
    let found = try reading(path) { reader throws(StoreError) -> Result<ContactKey, Failure> in
      do throws(OperationError) {
        return .success(try reader.findConversation(reference))
      } catch {
        return .failure(Failure(try error.refusal(), .refused))
      }
    }
    return try found.get()
  }

  /// Where a bot runs, it knows which answers are on their way.
  private static func withUnderway(_ entries: [InboxEntry], path: String) -> [InboxEntry] {
    let waiting = entries.filter { $0.delivery == .waiting }.map(\.id.rawValue)
    guard !waiting.isEmpty,
      let client = try? ControlClient(socketPath: socketPath(home: path)),
      case .messages(let underway)? = try? client.ask(
        .query(
          .answersUnderway(messages: Array(waiting.prefix(ApplicationRequest.messagesMax)))))
    else { return entries }
    return entries.map { entry in
      var entry = entry
      if underway.contains(entry.id.rawValue) { entry.delivery = .sent }
      return entry
    }
  }
}

extension InboxFilter {
  fileprivate var bounded: InboxFilter {
    var filter = self
    filter.limit = min(limit, BotHome.inboxPageMax)
    return filter
  }
}
