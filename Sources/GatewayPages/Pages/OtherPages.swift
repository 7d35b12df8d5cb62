public import GatewayCore

/// Asks before something is erased, and tells what goes along.
public struct ErasurePage: Sendable {
  /// What is sent to erase it, and where a person goes that does not want to.
  public var path: String
  public var back: String
  public var fields: [(name: String, value: String)]
  public var messages: Int
  public var answers: Int
  public var deliveries: Int
  /// Milliseconds in which it can be undone.
  public var undo: Int64

  public init(
    path: String, back: String, fields: [(name: String, value: String)] = [], messages: Int,
    answers: Int, deliveries: Int, undo: Int64
  ) {
    self.path = path
    self.back = back
    self.fields = fields
    self.messages = messages
    self.answers = answers
    self.deliveries = deliveries
    self.undo = undo
  }

  public func html(in frame: PageFrame) -> [UInt8] {
    let strings = frame.strings
    let counts: [(word: CountedWord, count: Int)] = [
      (.messages, messages), (.answers, answers), (.deliveries, deliveries),
    ]
    let hidden = fields.map { field in
      "<input type=\"hidden\" name=\"\(HTMLText(field.name).html)\""
        + " value=\"\(HTMLText(field.value).html)\">"
    }
    let view: PageView = [
      "what": .html(strings.text(.eraseWhat)), "path": .path(path), "back": .path(back),
      "fields": .html(HTMLText(markup: hidden.joined())),
      "later": .html(strings.text(.eraseLater, strings.duration(milliseconds: undo))),
      "parts": .rows(
        counts.filter { $0.count > 0 }.map { ["text": .html(strings.text($0.word, $0.count))] }),
    ]
    return frame.page(.erasure, view, title: strings.text(.eraseTitle), link: .inbox)
  }
}

/// What the staff did.
public struct AuditPage: Sendable {
  public var entries: [AuditEntry]
  /// The member of the staff whose entries they are; empty for all.
  public var author: String
  /// The entry before which the next page begins; nil on the last page.
  public var next: Int64?

  /// Rows on a page.
  public static let rowsMax = 100

  public init(entries: [AuditEntry], author: String = "", next: Int64? = nil) {
    self.entries = entries
    self.author = author
    self.next = next
  }

  public func html(in frame: PageFrame) -> [UInt8] {
    let strings = frame.strings
    let older = next.map { next -> PageView in
      let of = author.isEmpty ? "" : "author=\(Percent.encoded(author))&"
      return ["path": .path("/audit?\(of)before=\(next)")]
    }
    let view: PageView = [
      "author": .text(author), "hasRows": .flag(!entries.isEmpty), "older": .optional(older),
      "table": .optional(
        entries.isEmpty ? nil : ["rows": .rows(entries.map { row($0, frame) })]),
    ]
    return frame.page(.audit, view, title: strings.text(.audit), link: .audit)
  }

  private func row(_ entry: AuditEntry, _ frame: PageFrame) -> PageView {
    let strings = frame.strings
    // What is forgotten has only its number.
    let about = entry.contact ?? entry.conversation.map { "№ \($0)" } ?? ""
    return [
      "time": .html(strings.element(entry.time, at: frame.clock, isLong: true)),
      "member": .person(entry.author), "way": .html(strings.text(entry.way.word)),
      "action": .html(strings.operation(entry.operation)), "name": .text(entry.operation),
      "about": .person(about),
      "count": .text(entry.count.map(String.init) ?? ""), "detail": .person(entry.value ?? ""),
    ]
  }
}

extension Author.Way {
  fileprivate var word: Word {
    switch self {
    case .owner: .wayOwner
    case .token: .wayToken
    case .web: .wayWeb
    case .chat: .wayChat
    case .rule: .wayRule
    }
  }
}

/// Where a client is signed in, and its passphrase.
public struct AccountPage: Sendable {
  public struct Session: Sendable {
    public var id: Int64
    /// What the browser is, in words: "Firefox on Linux".
    public var browser: String
    public var since: UnixMilliseconds
    public var isThis: Bool

    public init(id: Int64, browser: String, since: UnixMilliseconds, isThis: Bool) {
      self.id = id
      self.browser = browser
      self.since = since
      self.isThis = isThis
    }
  }

  public var sessions: [Session]
  /// The fewest characters of a passphrase; nil for a client without one.
  public var passphraseLengthMin: Int?

  public init(_ sessions: [Session], passphraseLengthMin: Int? = nil) {
    self.sessions = sessions
    self.passphraseLengthMin = passphraseLengthMin
  }

  public func html(in frame: PageFrame) -> [UInt8] {
    let strings = frame.strings
    let rows = sessions.map { session -> PageView in
      let since = strings.element(session.since, at: frame.clock, isLong: true)
      return [
        "id": .text("\(session.id)"), "browser": .person(session.browser),
        "isThis": .flag(session.isThis), "times": .html(strings.text(.signedInSince, since)),
      ]
    }
    let passphrase = passphraseLengthMin.map { length -> PageView in
      ["hint": .html(strings.text(.passphraseHint, HTMLText("\(length)")))]
    }
    let view: PageView = ["rows": .rows(rows), "passphrase": .optional(passphrase)]
    return frame.page(.account, view, title: strings.text(.account), link: .account)
  }
}

/// The form to sign in.
public struct SignInPage: Sendable {
  public enum Failure: Sendable {
    /// What was entered is wrong.
    case refused
    case tooMany
    case unavailable
  }

  public var failure: Failure?
  /// The path to go to afterwards.
  public var next: String?
  /// What the link proves that was printed where the inbox runs.
  public var link: String?
  /// Whether one person signs in here, with such links alone.
  public var isOwn: Bool

  public init(
    failure: Failure? = nil, next: String? = nil, link: String? = nil, isOwn: Bool = false
  ) {
    self.failure = failure
    self.next = next
    self.link = link
    self.isOwn = isOwn
  }

  public func html(in frame: PageFrame) -> [UInt8] {
    var frame = frame
    let word: Word? =
      switch failure {
      case nil: nil
      case .refused: .signInFailed
      case .tooMany: .signInLocked
      case .unavailable: .problemUnavailable
      }
    if let word { frame.notice = PageFrame.Notice(text: frame.strings.text(word), isBad: true) }
    var view: PageView = ["next": .optional(next.map { ["path": .path($0)] })]
    guard isOwn else { return frame.page(.signIn, view, title: frame.strings.text(.signIn)) }
    view["link"] = .optional(link.map { ["secret": .text($0)] })
    return frame.page(.ownSignIn, view, title: frame.strings.text(.signIn))
  }
}
