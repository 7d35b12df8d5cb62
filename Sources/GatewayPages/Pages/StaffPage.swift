public import GatewayCore

/// The members of the staff with their sessions, for those that administer them.
public struct StaffPage: Sendable {
  public var members: [StaffSummary]
  /// Of members and of tokens.
  public var sessions: [SessionSummary]
  /// The session that asks.
  public var own: Int64
  /// The fewest characters of a passphrase.
  public var passphraseLengthMin: Int

  public init(
    _ members: [StaffSummary], sessions: [SessionSummary], own: Int64, passphraseLengthMin: Int
  ) {
    self.members = members
    self.sessions = sessions
    self.own = own
    self.passphraseLengthMin = passphraseLengthMin
  }

  /// Sessions of one member on the page: a member has at most sixteen.
  private static let sessionsMax = 16

  public func html(in frame: PageFrame) -> [UInt8] {
    let strings = frame.strings
    let ofMembers = Dictionary(grouping: sessions.filter { !$0.isOfToken }, by: \.name)
    let rows = members.enumerated().map { index, member in
      row(member, ofMembers[member.name] ?? [], number: index + 1, in: frame)
    }
    let view: PageView = [
      "hasMembers": .flag(!members.isEmpty), "members": .rows(rows),
      "roles": .rows(roles(chosen: .reader, in: strings)),
      "passphraseText": .html(strings.text(.passphraseHint, HTMLText("\(passphraseLengthMin)"))),
      "tokens": .optional(tokens(in: frame)),
    ]
    return frame.page(.staff, view, title: strings.text(.staff), link: .staff)
  }

  private func row(
    _ member: StaffSummary, _ sessions: [SessionSummary], number: Int, in frame: PageFrame
  ) -> PageView {
    let strings = frame.strings
    let last = member.lastSignedIn.map {
      strings.text(.lastSignedIn, strings.element($0, at: frame.clock, isLong: true))
    }
    return [
      "number": .text("\(number)"), "name": .person(member.name), "value": .text(member.name),
      "role": .html(strings.text(member.role.word)),
      "roles": .rows(roles(chosen: member.role, in: strings)),
      "last": .html(last ?? strings.text(.neverSignedIn)),
      "lacksPassphrase": .flag(!member.hasPassphrase), "hasCode": .flag(member.hasCode),
      "removeText": .html(strings.text(.removeMember, .person(member.name))),
      "sessions": .rows(self.rows(of: sessions, in: frame)),
    ]
  }

  private func roles(chosen: StaffRole, in strings: LanguageStrings) -> [PageView] {
    StaffRole.allCases.map { role in
      [
        "value": .text(role.rawValue), "text": .html(strings.text(role.word)),
        "isChosen": .flag(role == chosen),
      ]
    }
  }

  private func tokens(in frame: PageFrame) -> PageView? {
    let found = sessions.filter(\.isOfToken)
    return found.isEmpty ? nil : ["sessions": .rows(rows(of: found, in: frame))]
  }

  private func rows(of sessions: [SessionSummary], in frame: PageFrame) -> [PageView] {
    let strings = frame.strings
    return sessions.prefix(Self.sessionsMax).map { session in
      let since = strings.element(session.created, at: frame.clock, isLong: true)
      return [
        "id": .text("\(session.id)"), "name": .person(session.name),
        "browser": .person(session.browser), "isThis": .flag(session.id == own),
        "times": .html(strings.text(.signedInSince, since)),
      ]
    }
  }
}

extension StaffRole {
  fileprivate var word: Word {
    switch self {
    case .reader: .roleReader
    case .replier: .roleReplier
    case .admin: .roleAdmin
    }
  }
}
