import GatewayCore

/// What stands around a page for the staff: the client, its session, and how it wants its pages.
public struct PageFrame: Sendable {
  /// The colours of a page, where they are not the system's.
  public enum Theme: String, CaseIterable, Hashable, Sendable {
    case light, dark
  }

  /// Whether the session has the key of a sealed inbox.
  public enum Lock: Hashable, Sendable {
    case locked, unlocked
  }

  /// Pages that the header leads to.
  public enum Link: String, CaseIterable, Hashable, Sendable {
    case inbox, statistics, audit, staff, account
  }

  /// A line above the page: what the last action did.
  public struct Notice: Hashable, Sendable {
    var text: HTMLText
    var isBad: Bool
  }

  public var language: Language
  public var theme: Theme?
  public var clock: PageClock
  /// What each form has in its field `proof`.
  public var proof: String
  /// The name of the member of the staff; nil without a session.
  public var member: String?
  /// Those that the member may see.
  public var links: [Link] = Link.allCases
  /// Where the styles and the script are, by their hashes.
  public var stylePath: String
  public var scriptPath: String
  /// Where changes are told; nil for a page that none concern.
  public var livePath: String?
  /// The path and query of this page.
  public var here: String
  public var notice: Notice?
  /// nil where the inbox is not sealed.
  public var lock: Lock?

  public init(
    language: Language, theme: Theme? = nil, clock: PageClock, proof: String,
    member: String? = nil, stylePath: String, scriptPath: String, livePath: String? = nil,
    here: String = "/"
  ) {
    self.language = language
    self.theme = theme
    self.clock = clock
    self.proof = proof
    self.member = member
    self.stylePath = stylePath
    self.scriptPath = scriptPath
    self.livePath = livePath
    self.here = here
  }

  var strings: LanguageStrings { language.strings }

  /// The field that shows that a form is from a page of this browser's session.
  var proofField: PageView.Value {
    .html(
      HTMLText(
        markup: "<input type=\"hidden\" name=\"proof\" value=\"\(HTMLText(proof).html)\">"))
  }

  /// A whole page.
  ///
  /// - Parameters:
  ///   - title: of the document, behind which the program's name stands.
  ///   - link: the page of the header that it is.
  func page(
    _ template: PageTemplate, _ view: PageView, title: HTMLText, link: Link? = nil
  ) -> [UInt8] {
    var view = view
    view["t"] = .words(strings.byName)
    view["proofField"] = proofField
    let content = template.render(view)
    var layout: PageView = [
      "t": .words(strings.byName), "lang": .text(language.rawValue),
      "dir": .text(language.direction), "kind": .text(template.rawValue),
      "theme": .optional(theme.map { ["name": .text($0.rawValue)] }),
      "title": .html(title + HTMLText(" · Postern")), "stylePath": .path(stylePath),
      "scriptPath": .path(scriptPath), "livePath": .path(livePath ?? ""),
      "isLive": .flag(member != nil), "proof": .text(proof), "proofField": proofField,
      "here": .path(here), "content": .html(content),
      "languages": .rows(languages), "themes": .rows(themes),
    ]
    layout["member"] = .optional(
      member.map { ["name": .person($0), "links": .rows(self.links(at: link))] })
    layout["lock"] = .optional(
      lock.map { lock in
        [
          "isOpen": .flag(lock == .unlocked), "here": .path(here), "proofField": proofField,
          "unlockPath": .path(unlockPath),
        ]
      })
    layout["flash"] = .optional(
      notice.map { ["text": .html($0.text), "isBad": .flag($0.isBad)] })
    return Array(PageTemplate.layout.render(layout).html.utf8)
  }

  /// The form to unlock, which leads back here.
  var unlockPath: String { "/unlock?next=\(Percent.encoded(here))" }

  private func links(at here: Link?) -> [PageView] {
    links.map { link in
      [
        "path": .path(link.path), "isHere": .flag(link == here),
        "text": .html(strings.text(link.word)),
      ]
    }
  }

  private var languages: [PageView] {
    Language.allCases.map { other in
      [
        "code": .text(other.rawValue), "isChosen": .flag(other == language),
        "name": .html(HTMLText(markup: other.ownName)),
      ]
    }
  }

  private var themes: [PageView] {
    let choices: [(value: String, word: Word)] = [
      ("", .coloursSystem), ("light", .coloursLight), ("dark", .coloursDark),
    ]
    return choices.map { choice in
      [
        "value": .text(choice.value), "isChosen": .flag(choice.value == theme?.rawValue ?? ""),
        "text": .html(strings.text(choice.word)),
      ]
    }
  }
}

extension PageFrame.Link {
  /// Where the page is.
  public var path: String {
    switch self {
    case .inbox: "/"
    case .statistics: "/statistics"
    case .audit: "/audit"
    case .staff: "/staff"
    case .account: "/account"
    }
  }

  var word: Word {
    switch self {
    case .inbox: .inbox
    case .statistics: .statistics
    case .audit: .audit
    case .staff: .staff
    case .account: .account
    }
  }
}

/// What an action did, as the page behind it says.
public enum PageNotice: Hashable, Sendable {
  case replied, noted, erased, scheduled, kept, saved, signedOut, unlocked, locked
  /// So many conversations were changed.
  case changed(Int)
  case refused(PageRefusal)

  public func notice(in language: Language) -> PageFrame.Notice {
    let strings = language.strings
    return switch self {
    case .replied: .init(text: strings.text(.doneReply), isBad: false)
    case .noted: .init(text: strings.text(.doneNote), isBad: false)
    case .erased: .init(text: strings.text(.doneErased), isBad: false)
    case .scheduled: .init(text: strings.text(.doneScheduled), isBad: false)
    case .kept: .init(text: strings.text(.doneKept), isBad: false)
    case .saved: .init(text: strings.text(.doneSaved), isBad: false)
    case .signedOut: .init(text: strings.text(.signedOut), isBad: false)
    case .unlocked: .init(text: strings.text(.doneUnlocked), isBad: false)
    case .locked: .init(text: strings.text(.doneLocked), isBad: false)
    case .changed(let count): .init(text: strings.text(.changed, count), isBad: false)
    case .refused(let refusal): .init(text: refusal.line(in: strings), isBad: true)
    }
  }

  /// A word for a query, such as "replied" or "changed-3"; nil for a refusal, which goes into no
  /// path.
  public var code: String? {
    switch self {
    case .replied: "replied"
    case .noted: "noted"
    case .erased: "erased"
    case .scheduled: "scheduled"
    case .kept: "kept"
    case .saved: "saved"
    case .signedOut: "signed-out"
    case .unlocked: "unlocked"
    case .locked: "locked"
    case .changed(let count): "changed-\(count)"
    case .refused: nil
    }
  }

  public init?(code: String) {
    switch code {
    case "replied": self = .replied
    case "noted": self = .noted
    case "erased": self = .erased
    case "scheduled": self = .scheduled
    case "kept": self = .kept
    case "saved": self = .saved
    case "signed-out": self = .signedOut
    case "unlocked": self = .unlocked
    case "locked": self = .locked
    default:
      guard code.hasPrefix("changed-"), let count = Int(code.dropFirst("changed-".count)),
        (0...1_000_000).contains(count)
      else { return nil }
      self = .changed(count)
    }
  }
}
