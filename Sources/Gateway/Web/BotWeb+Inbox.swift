import GatewayCore
import GatewayHTTP
import GatewayPages

/// The list of conversations, the search, and what is done to several at once.
extension BotWeb {
  func inbox(_ request: WebRequest, of client: WebClient) async throws(WebProblem) -> WebAnswer {
    let filters = InboxFilters { request.query.one($0) }
    let before = request.query.one("before").flatMap { Int64($0) }
    var page = InboxPage(filters: filters)
    page.isLaterPage = before != nil
    page.members = await backend.staffNames()
    page.mayChange = client.authorization.includes(.inbox)
    if filters.words.isEmpty {
      try await list(into: &page, before: before, of: client)
    } else {
      page.isSearchLocked = backend.hasSeal && key(of: client) == nil
      if key(of: client) == nil {
        try await search(into: &page, before: before, of: client)
      } else {
        try await searchOpened(into: &page, before: before, of: client)
      }
    }
    let frame = frame(request, of: client, here: filters.path(before: before))
    return .page(WebBody(page.html(in: frame)))
  }

  private func list(
    into page: inout InboxPage, before: Int64?, of client: WebClient
  ) async throws(WebProblem) {
    let triage = page.filters.triage(of: client.name)
    // One more than is shown tells whether there is another page.
    let filter = ConversationFilter(
      triage, before: before.map(MessageID.init), limit: InboxPage.rowsMax + 1)
    let found = try await ask(.query(.conversationList(filter)), of: client) { $0.conversations }
    page.conversations = Array(found.prefix(InboxPage.rowsMax))
    let newest = try await opened(page.conversations.map(\.newest), of: client)
    for (index, message) in zip(page.conversations.indices, newest) {
      page.conversations[index].newest = message
    }
    if found.count > InboxPage.rowsMax { page.next = page.conversations.last?.newest.id }
    page.total = try await ask(.query(.conversationCount(triage)), of: client) { $0.count }
  }

  /// Texts that one page searches at most: an answer comes within some 100 ms.
  private static let searchedMax = 10_000

  private func search(
    into page: inout InboxPage, before: Int64?, of client: WebClient
  ) async throws(WebProblem) {
    let words = page.filters.words.split(whereSeparator: \.isWhitespace).prefix(16)
    let filter = InboxFilter(
      triage: page.filters.triage(of: client.name), before: before.map(MessageID.init),
      limit: Self.searchedMax)
    let query = InboxSearchQuery.inboxSearch(words: words.map(String.init), InboxSelection(filter))
    let (numbers, last) = try await ask(.query(query), of: client) { reply in
      if case .matches(let numbers, let last) = reply { (numbers, last) } else { nil }
    }
    let shown = Array(numbers.prefix(InboxPage.rowsMax))
    page.next = numbers.count > shown.count ? shown.last : last
    page.matches =
      shown.isEmpty
      ? [] : try await ask(.query(.inboxMessages(shown)), of: client) { $0.inbox }
  }

  /// Sealed texts that one page searches at most.
  private static let openedMax = 2_000

  /// Where texts have to be opened they are read page by page, the newest first, up to so many; the
  /// search goes on behind them on the next page.
  private func searchOpened(
    into page: inout InboxPage, before: Int64?, of client: WebClient
  ) async throws(WebProblem) {
    let words = page.filters.words.split(whereSeparator: \.isWhitespace).prefix(16)
    let wanted = WantedWords(words.map(String.init))
    var filter = InboxFilter(
      triage: page.filters.triage(of: client.name), before: before.map(MessageID.init),
      limit: ApplicationRequest.messagesPageMax)
    var (found, searched): ([MessageSummary], Int) = ([], 0)
    while true {
      let texts = try await ask(
        .query(.inboxList(InboxSelection(filter), textBytes: nil)), of: client
      ) { $0.inbox }
      found += try await opened(texts, of: client).filter { message in
        message.sealed == nil && wanted.areAll(in: message.text)
      }
      searched += texts.count
      guard let last = texts.last?.id, texts.count == filter.limit else { break }
      filter.before = MessageID(last)
      guard searched < Self.openedMax, found.count <= InboxPage.rowsMax else {
        page.next = last
        break
      }
    }
    page.matches = Array(found.prefix(InboxPage.rowsMax))
    if found.count > InboxPage.rowsMax { page.next = page.matches?.last?.id }
  }

  /// What is done to the conversations that are selected, or to all that the filters leave.
  func changeConversations(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let form = request.form
    let filters = InboxFilters { form.one("f-\($0)") }
    let names = form.all("conversation").map { ContactReference($0) }
    let word = form.one("change") ?? ""
    guard let all = form.one("all") else {
      guard !names.isEmpty else { return .redirect(filters.path()) }
      let count = try await change(.named(names), word, of: client)
      return redirect(to: filters.path(), .changed(count))
    }
    guard let count = Int(all) else { throw WebProblem(400, "\"all\" is a number.") }
    let triage = filters.triage(of: client.name)
    let changed = try await change(.filtered(triage, count: count), word, of: client)
    return redirect(to: filters.path(), .changed(changed))
  }

  /// - Parameter word: a value of the forms' field `change`.
  /// - Returns: how many were changed.
  func change(
    _ selection: ConversationSelection, _ word: String, of client: WebClient
  ) async throws(WebProblem) -> Int {
    if word == "read" || word == "unread" {
      return try await mark(selection, isRead: word == "read", of: client)
    }
    guard let change = TriageChange(word: word, member: client.name) else {
      throw WebProblem(400, "There is no such change.")
    }
    return try await ask(.command(.conversationChange(selection, change)), of: client) {
      $0.changed
    }
  }

  private func mark(
    _ selection: ConversationSelection, isRead: Bool, of client: WebClient
  ) async throws(WebProblem) -> Int {
    guard case .named(let names) = selection else {
      throw WebProblem(
        409, "Select the conversations that are marked as read or unread.",
        because: .selectionNeeded)
    }
    let through: Int64 = isRead ? .max : 0
    for name in names.prefix(InboxPage.rowsMax) {
      try await perform(.conversationRead(name, through: through), of: client)
    }
    return min(names.count, InboxPage.rowsMax)
  }

  func star(_ request: WebRequest, of client: WebClient) async throws(WebProblem) -> WebAnswer {
    let contact = try contact(in: request)
    let change = TriageChange(isStarred: request.form.one("starred") == "yes")
    try await perform(.conversationChange(.named([contact]), change), of: client)
    return .redirect(InboxFilters { request.form.one("f-\($0)") }.path())
  }
}

extension TriageChange {
  /// - Parameters:
  ///   - word: a value of the forms' field `change`.
  ///   - member: that asks for it.
  init?(word: String, member: String) {
    switch word {
    case "close": self.init(status: .closed)
    case "open": self.init(status: .open)
    case "star": self.init(isStarred: true)
    case "unstar": self.init(isStarred: false)
    case "mine": self.init(assignment: .to(member))
    case "unassign": self.init(assignment: TriageChange.Assignment.none)
    default:
      guard word.hasPrefix("assign:") else { return nil }
      self.init(assignment: .to(String(word.dropFirst("assign:".count))))
    }
  }
}

extension WebProblem {
  /// What a failed request means.
  init(_ kind: FailureKind, _ sentence: String, because reason: RefusalReason? = nil) {
    let status =
      switch kind {
      case .refused: 409
      case .absent: 404
      case .forbidden: 403
      case .invalid: 400
      case .differs: 422
      case .unavailable: 503
      }
    self.init(status, sentence, because: reason)
  }
}
