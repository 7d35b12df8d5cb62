import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

/// The inbox in pages: the results, and the cost.
@Suite struct `Pages of the inbox` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1, 2)
  }

  /// - Returns: the message's number.
  @discardableResult
  private func receive(
    _ text: String, from number: UInt8 = 1, at time: UnixMilliseconds = noon, keep: Bool = true,
    answer: String? = nil
  ) throws -> MessageID {
    var id = MessageID(0)
    try store.write { tx throws(StoreError) in
      try tx.handle(text, from: number, at: time) { message in
        id = message.id
        let reply = answer.map { Effect.reply(to: key(number), text: $0, kind: .text) }
        return RuleOutcome(effects: (keep ? [.keep] : []) + (reply.map { [$0] } ?? []))
      }
    }
    return id
  }

  private func answer(_ text: String, to number: UInt8 = 1) throws -> [OutboxMessage] {
    try store.write { tx throws(StoreError) in
      let id = try tx.keepAnswer(text, kind: .text, to: key(number), now: noon)
      return try tx.enqueue(
        text, kind: .text, to: key(number), of: id, partBytesMax: 1_372, now: noon)
    }
  }

  private func texts(_ filter: InboxFilter, bytesMax: Int? = nil) throws -> [String] {
    try store.read { reader throws(StoreError) in try reader.inbox(filter, bytesMax: bytesMax) }
      .map { if case .plain(let text) = $0.content { text } else { "sealed" } }
  }

  @Test func `conversations come with the newest message first, in pages`() throws {
    try receive("first", from: 1)
    try receive("not kept", from: 2, keep: false)
    func list(before: MessageID? = nil, limit: Int = 10) throws -> [ListedConversation] {
      try store.read { reader throws(StoreError) in
        try reader.conversations(ConversationFilter(before: before, limit: limit), bytesMax: 4)
      }
    }
    #expect(try list().map(\.contact.contact.key) == [key(1)])
    try receive("second", from: 2)
    try receive("third", from: 1)
    let page = try list(limit: 1)
    #expect(page.map(\.contact.contact.key) == [key(1)] && page[0].unread == 2)
    #expect(page[0].newest.content == .plain("thir") && page[0].newest.isCut)
    _ = try answer("thanks", to: 2)
    let turned = try list()
    #expect(turned.map(\.contact.contact.key) == [key(2), key(1)])
    #expect(turned[0].newest.direction == .outbound && turned[0].unread == 1)
    #expect(try list(before: turned[0].newest.id).map(\.contact.contact.key) == [key(1)])
    #expect(try list(before: turned[1].newest.id).isEmpty)
  }

  @Test func `an answer is neither open nor closed, and shows its state`() throws {
    try receive("a tip")
    let parts = try answer("thanks")
    #expect(try texts(InboxFilter(status: .open)) == ["a tip"])
    #expect(try texts(InboxFilter(status: .closed)) == [])
    func delivery() throws -> Item.Delivery? {
      try store.read { reader throws(StoreError) in try reader.inbox() }.first?.delivery
    }
    #expect(try delivery() == .waiting)
    try store.write { tx throws(StoreError) in
      try tx.markReceived(through: parts[0].id, by: key(1))
    }
    #expect(try delivery() == .received)
    #expect(
      try store.read { reader throws(StoreError) in try reader.inbox() }.last?.delivery == nil)
  }

  @Test func `the next page follows a number, even if new messages arrived`() throws {
    for number in 1...5 { try receive("tip \(number)") }
    var filter = InboxFilter(status: .open, limit: 2)
    #expect(try texts(filter) == ["tip 5", "tip 4"])
    try receive("tip 6")
    filter.before = MessageID(4)
    #expect(try texts(filter) == ["tip 3", "tip 2"])
    filter.limit = 10_001
    #expect(try store.read { reader throws(StoreError) in try reader.inboxCount(filter) } == 3)
    filter = InboxFilter(after: MessageID(4), order: .oldestFirst)
    #expect(try texts(filter) == ["tip 5", "tip 6"])
  }

  @Test func `messages are found by contact and by time`() throws {
    let later = noon.advanced(byMilliseconds: 1_000)
    try receive("one", from: 1)
    try receive("two", from: 2, at: later)
    try receive("three", from: 1, at: later)
    #expect(try texts(InboxFilter(contact: key(1))) == ["three", "one"])
    #expect(try texts(InboxFilter(contact: key(9))) == [])
    #expect(try texts(InboxFilter(since: later)) == ["three", "two"])
    #expect(try texts(InboxFilter(until: later)) == ["one"])
  }

  @Test func `a message is new until it is shown or closed`() throws {
    let ids = try (1...3).map { try receive("tip \($0)") }
    try store.write { tx throws(StoreError) in
      try tx.markRead([ids[0]])
      #expect(try tx.setStatus(.closed, of: [ids[1], MessageID(99)], now: noon) == 1)
      #expect(try tx.setStatus(.open, of: [ids[1]], now: noon) == 1)
    }
    #expect(try texts(InboxFilter(onlyNew: true)) == ["tip 3"])
  }

  @Test func `of a long text only the beginning is read, in whole characters`() throws {
    try receive("äöü" + String(repeating: "x", count: 60_000))
    let entry = try store.read { reader throws(StoreError) in try reader.inbox(bytesMax: 5) }.first
    #expect(entry?.content == .plain("äö") && entry?.isCut == true)
    let whole = try store.read { reader throws(StoreError) in try reader.inbox(bytesMax: 90_000) }
    #expect(whole.first?.isCut == false)
  }

  @Test func `answers of rules are listed with their message`() throws {
    let id = try receive("a tip", answer: "received")
    try receive("status", keep: false, answer: "not read yet")
    let entry = try #require(
      try store.read { reader throws(StoreError) in try reader.item(id) })
    let answers = try store.read { reader throws(StoreError) in
      try reader.automaticAnswers(to: entry)
    }
    #expect(answers.map(\.content) == [.plain("received")])
    #expect(answers.first?.isAutomatic == true && answers.first?.delivery == .waiting)
  }

  @Test func `words are found in any case and script, all of them, and accents count`() throws {
    for text in ["The Mayor's minutes", "МЭР и протокол", "naïve Café", "mayor\0hidden word"] {
      try receive(text)
    }
    func found(_ words: String...) throws -> [Int64] {
      try store.read { reader throws(StoreError) in
        try reader.searchInbox(SearchedWords(words), InboxFilter(limit: 100))
      }.found.map(\.rawValue)
    }
    #expect(try found("mayor") == [4, 1])
    #expect(try found("MAYOR", "minutes") == [1])
    #expect(try found("mayor's minutes") == [1])
    #expect(try found("мэр") == [2])
    #expect(try found("cafe\u{301}", "NAÏVE") == [3])
    #expect(try found("HIDDEN") == [4])
    #expect(try found("cafez") == [] && SearchedWords([" "]).isEmpty)
  }

  @Test func `a search reads a limited number of texts, and says where to continue`() throws {
    for number in 1...5 { try receive(number == 1 ? "needle" : "hay") }
    var filter = InboxFilter(limit: 3)
    var (found, last) = try store.read { reader throws(StoreError) in
      try reader.searchInbox(SearchedWords(["needle"]), filter)
    }
    #expect(found == [] && last == MessageID(3))
    filter.before = last
    (found, last) = try store.read { reader throws(StoreError) in
      try reader.searchInbox(SearchedWords(["needle"]), filter)
    }
    #expect(found == [MessageID(1)] && last == nil)
  }

  /// The cost of a list depends on its page, and at most on the index: never on all messages.
  @Test(arguments: [
    InboxFilter(), InboxFilter(status: .open, label: "x"),
    InboxFilter(onlyNew: true, contact: key(1), since: noon, before: MessageID(9)),
    InboxFilter(after: MessageID(1), order: .oldestFirst),
  ])
  func `a page is found in the index over the inbox alone`(filter: InboxFilter) throws {
    try receive("a tip")
    let plan = try store.read { reader throws(StoreError) in
      guard let search = try InboxSearch(filter, reader) else { throw .unknownContact }
      return try reader.rows("EXPLAIN QUERY PLAN " + search.numbers, search.arguments) {
        $0[3] as String
      }
    }
    #expect(plan.count == 1 && plan[0].contains("SEARCH m USING COVERING INDEX items_in_inbox"))
    #expect(plan[0].contains("(id>? AND id<?)"), "\(plan)")
  }
}
