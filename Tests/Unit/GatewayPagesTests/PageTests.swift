import GatewayCore
@testable import GatewayPages
import Testing

/// Whole pages, filled with what strangers may write.
@Suite struct `Pages` {
  static let now = UnixMilliseconds(1_796_000_000_000)
  static let hostile = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'-alert(1)-'",
    "<svg/onload=alert(1)>", "</textarea><script>alert(1)</script>", "{{{t.inbox}}} {{#rows}}",
    "photo\u{202E}gpj.exe", String(repeating: "\u{200B}", count: 5_000),
    "../../x.html", "javascript:alert(1)", String(repeating: "<'\"&`=/>", count: 2_500),
    String(repeating: "line\n", count: 100_000), "\u{0}\u{1B}[2J\u{7}", "<!--", "]]>",
  ]

  static func frame(_ language: Language = .english) -> PageFrame {
    PageFrame(
      language: language, clock: PageClock(now: now), proof: String(repeating: "p", count: 43),
      member: "<b>ana</b>", stylePath: "/assets/style.css", scriptPath: "/assets/script.js",
      livePath: "/live")
  }

  static func message(
    _ id: Int64, _ text: String, out: Bool = false, kind: Item.Kind = .text,
    delivery: Item.Delivery? = nil
  ) -> MessageSummary {
    let contact = ContactKey(bytes: [UInt8](repeating: 7, count: 32))
    return MessageSummary(
      Item(
        id: MessageID(id),
        conversation: Conversation(with: contact, codename: Codename(text: "calm-falcon")),
        direction: out ? .outbound : .inbound, kind: kind, content: .plain(text), at: now,
        label: text, delivery: delivery))
  }

  static func conversation(_ text: String) -> ConversationSummary {
    ConversationSummary(
      contact: "calm-falcon", name: text, state: .accepted, labels: [text, text],
      triage: Triage(
        status: .open, since: UnixMilliseconds(now.rawValue - 9_000), isStarred: true,
        assignee: text),
      unread: 1_000, isUnread: true, notes: 1_000, newest: message(1, text))
  }

  static func text(_ html: [UInt8]) -> String { String(decoding: html, as: UTF8.self) }

  /// The tags of a page are those of its templates, whatever it is filled with.
  static func expectHarmless(_ html: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
    let text = text(html)
    #expect(!text.contains("<script>"), sourceLocation: sourceLocation)
    #expect(!text.contains("<img") && !text.contains("<svg/"), sourceLocation: sourceLocation)
    #expect(!text.contains("onerror=") && !text.contains("onload="), sourceLocation: sourceLocation)
    #expect(!text.contains("{{") || text.contains("{{{t.inbox}}}"), sourceLocation: sourceLocation)
    #expect(!text.unicodeScalars.contains("\u{202E}"), sourceLocation: sourceLocation)
    #expect(!text.unicodeScalars.contains("\u{200B}"), sourceLocation: sourceLocation)
    #expect(!text.unicodeScalars.contains("\u{0}"), sourceLocation: sourceLocation)
  }

  @Test(arguments: hostile)
  func `what strangers write has no effect`(_ text: String) {
    let frame = Self.frame()
    // Of what a request or a name may hold.
    let short = String(text.prefix(1_000))
    var inbox = InboxPage(
      filters: InboxFilters { ["words": short, "label": short, "status": "open"][$0] })
    inbox.conversations = [Self.conversation(text)]
    inbox.members = [short]
    Self.expectHarmless(inbox.html(in: frame))
    inbox.matches = [Self.message(5, text)]
    Self.expectHarmless(inbox.html(in: frame))
    var page = ConversationPage(Self.conversation(text))
    page.items = [
      Self.message(1, text), Self.message(2, text, out: true, delivery: .expired),
      Self.message(3, text, kind: .file), Self.message(4, text, kind: .action),
    ]
    page.files = [file(3, text)]
    page.draft = short
    page.answering = text
    page.canned = [CannedReply(name: short, texts: ["en": text])]
    page.members = [short]
    Self.expectHarmless(page.html(in: frame))
    Self.expectHarmless(MessagePage(Self.message(1, text)).html(in: frame))
    let refusal = PageRefusal(status: 400, sentence: text)
    Self.expectHarmless(ProblemPage(refusal).html(in: frame))
    var told = frame
    told.notice = PageNotice.refused(refusal).notice(in: .german)
    Self.expectHarmless(InboxPage(filters: InboxFilters()).html(in: told))
    let entry = AuditEntry(
      id: 1, time: Self.now, author: text, way: .chat, operation: "send", value: text)
    Self.expectHarmless(AuditPage(entries: [entry], author: short, next: 1).html(in: frame))
    Self.expectHarmless(SignInPage(next: short).html(in: frame))
    let session = SessionSummary(
      id: 1, name: short, isOfToken: false, browser: short, created: Self.now, lastUsed: Self.now)
    let staff = StaffPage(
      [StaffSummary(name: short, role: .admin, created: Self.now)], sessions: [session], own: 2,
      passphraseLengthMin: 12)
    Self.expectHarmless(staff.html(in: frame))
    Self.expectHarmless(UnlockPage(next: short, idle: 600_000).html(in: frame))
  }

  private func file(_ id: Int64, _ name: String) -> FileSummary {
    FileSummary(
      FileItem(
        id: MessageID(id), contact: ContactKey(bytes: [UInt8](repeating: 7, count: 32)),
        direction: .inbound, name: FileName(name), size: 5, state: .whole, type: "text/html",
        at: Self.now), of: Codename(text: "calm-falcon"))
  }

  /// A page is sent whole, and over Tor.
  @Test(arguments: hostile + ["An ordinary text of some length. "])
  func `no page is larger than 100 KB`(_ text: String) {
    let long = String(repeating: text, count: max(1, 20_000 / text.count))
    // As long as the store lets names and labels be.
    let name = String(decoding: long.utf8.prefix(64), as: UTF8.self)
    var summary = Self.conversation(name + name)
    summary.assignee = name
    summary.labels = Array(repeating: name, count: 20)
    summary.newest.text = long
    var inbox = InboxPage(filters: InboxFilters())
    inbox.conversations = Array(repeating: summary, count: InboxPage.rowsMax)
    inbox.total = 900
    inbox.members = Array(repeating: name, count: 10)
    var page = ConversationPage(summary)
    page.items = (0..<Int64(ConversationPage.itemsMax)).map { number in
      let isOurs = !number.isMultiple(of: 3)
      var item = Self.message(
        number + 100_000, long, out: isOurs, delivery: isOurs ? .expired : nil)
      item.label = name
      return item
    }
    page.members = inbox.members
    for language in Language.allCases {
      let frame = Self.frame(language)
      #expect(inbox.html(in: frame).count <= 100_000, "\(language)")
      #expect(page.html(in: frame).count <= 100_000, "\(language)")
      #expect(MessagePage(Self.message(1, long)).html(in: frame).count <= 100_000)
    }
  }

  @Test func `the newest messages of a conversation are shown whole`() {
    var page = ConversationPage(Self.conversation("x"))
    page.items = (0..<40).map { Self.message($0, String(repeating: "word \($0) ", count: 200)) }
    let html = Self.text(page.html(in: Self.frame()))
    #expect(html.contains(String(repeating: "word 39 ", count: 200)))
    #expect(
      !html.contains(String(repeating: "word 0 ", count: 100)) && html.contains("word 0 word 0"))
    #expect(html.contains("/messages/0\"") && !html.contains("<a href=\"/messages/39\""))
  }

  @Test func `each state of an answer is said in words, and a failed one is sent again`() {
    let words: [(Item.Delivery, String)] = [
      (.waiting, "Waiting until"), (.sent, "Sent, not yet"), (.received, "Received"),
      (.expired, "Not received in time"),
    ]
    for (state, word) in words {
      var page = ConversationPage(Self.conversation("x"))
      page.items = [Self.message(7, "hello", out: true, delivery: state)]
      let html = Self.text(page.html(in: Self.frame()))
      #expect(html.contains(word))
      #expect(html.contains("/messages/7/retry") == (state == .expired))
    }
  }

  @Test func `nothing can be written to a contact that is not accepted`() {
    var summary = Self.conversation("x")
    summary.state = .blocked
    let html = Self.text(ConversationPage(summary).html(in: Self.frame()))
    #expect(!html.contains("<textarea id=\"text\"") && html.contains("This contact is blocked."))
  }

  @Test func `a reader gets no form that its role may not send`() {
    var inbox = InboxPage(filters: InboxFilters())
    inbox.conversations = [Self.conversation("x")]
    inbox.mayChange = false
    var page = ConversationPage(Self.conversation("x"))
    page.items = [Self.message(7, "hello", out: true, delivery: .expired)]
    (page.mayReply, page.mayChange, page.mayLabel) = (false, false, false)
    let html = Self.text(inbox.html(in: Self.frame())) + Self.text(page.html(in: Self.frame()))
    for word in ["/star", "checkbox\" name", "/retry", "/notes\"", "/reply\"", "/labels", "/erase"]
    {
      #expect(!html.contains(word), "\(word)")
    }
    #expect(html.contains("hello") && html.contains("calm-falcon"))
  }

  @Test func `what is about to be erased says when, and can be kept`() {
    var page = ConversationPage(Self.conversation("x"))
    page.items = [Self.message(7, "hello"), Self.message(8, "there")]
    #expect(!Self.text(page.html(in: Self.frame())).contains("/keep"))
    page.items[1].erasing = Self.now.advanced(byMilliseconds: 600_000)
    let html = Self.text(page.html(in: Self.frame()))
    #expect(html.contains("1 message here is about to be erased."))
    #expect(html.contains("/messages/8/keep") && !html.contains("/messages/7/keep"))
    #expect(html.contains("/conversations/calm-falcon/keep"))
  }

  @Test func `statistics are drawn, and stand in tables`() {
    let days = (0..<30).map { index in
      DeskStatistics.Day(
        start: Self.now.advanced(byMilliseconds: Int64(index - 29) * 86_400_000), messages: index)
    }
    let statistics = DeskStatistics(days: days, waits: [60_000, 7_200_000, nil, 900_000_000])
    for language in Language.allCases {
      let html = Self.text(StatisticsPage(statistics).html(in: Self.frame(language)))
      #expect(html.ranges(of: "<rect class=\"bar\"").count == 30 + 4)
      #expect(html.ranges(of: "<tr><td>").count == 30 + 5)
    }
    let none = DeskStatistics(days: [], waits: [])
    #expect(!Self.text(StatisticsPage(none).html(in: Self.frame())).contains("<svg"))
  }

  @Test func `a draft keeps its first line feed`() {
    var page = ConversationPage(Self.conversation("x"))
    page.draft = "\nsecond line"
    #expect(
      Self.text(page.html(in: Self.frame())).contains("/presence\">\n\nsecond line</textarea>"))
  }

  @Test func `filters come back from the links that they make`() throws {
    var filters = InboxFilters()
    filters.status = .waiting
    filters.isMine = true
    filters.isStarred = true
    filters.label = "a&b=c d"
    filters.words = "Straße <x>"
    let path = filters.path(before: 17)
    let fields = try #require(Percent.fields(path.dropFirst(2)))
    let again = InboxFilters { name in fields.first { $0.name == name }?.value }
    #expect(again == filters)
    #expect(fields.last?.value == "17" && InboxFilters().path() == "/")
  }

  @Test func `a notice goes through a path, a sentence does not`() {
    for notice in [
      PageNotice.replied, .noted, .erased, .scheduled, .kept, .saved, .signedOut, .changed(3),
    ] {
      #expect(notice.code.flatMap(PageNotice.init(code:)) == notice)
    }
    #expect(PageNotice.refused(PageRefusal(status: 409, sentence: "x")).code == nil)
    for code in ["", "changed-", "changed--1", "changed-9999999999", "refused"] {
      #expect(PageNotice(code: code) == nil)
    }
  }

  @Test func `a page of Arabic is written from right to left`() {
    let html = Self.text(InboxPage(filters: InboxFilters()).html(in: Self.frame(.arabic)))
    #expect(html.contains("<html lang=\"ar\" dir=\"rtl\">"))
  }

  @Test func `without a session there is no script`() {
    var frame = Self.frame()
    frame.member = nil
    let html = Self.text(SignInPage().html(in: frame))
    #expect(!html.contains("<script") && html.contains("type=\"password\""))
  }
}
