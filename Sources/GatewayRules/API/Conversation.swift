import GatewayCore

extension RuleAPI {
  static let conversation = HostTable<RuleSession>(
    title: "conversation",
    about: """
      What the staff knows of a contact that wrote something which is kept: `contact.conversation`, \
      `message.conversation`, `find_conversation`, and what `on("deadline", …)` gets. Where a member of the \
      staff caused the event (`contact.staff`), what is done stands under its name in notes and in the \
      audit log, otherwise under "rule". It can be used until its handler returns.
      """,
    place: .object(.conversation),
    functions: [
      member(
        "status", signature: #"conversation:status("open")"#,
        help: """
          The status: "new" (no member of the staff took it up), "open", "waiting" (for the contact, after a \
          person's answer) or "closed"; with a status sets it. Nil where nothing of the contact is kept.
          """
      ) { (session, contact, call) throws(HostError) in
        guard !call.isNil(1) else {
          return call.answer(optional: session.triage(of: contact.key)?.status.rawValue)
        }
        guard let status = ConversationStatus(rawValue: try call.name(1, "a status")) else {
          let words = ConversationStatus.allCases.map(\.rawValue).joined(separator: ", ")
          throw HostError("a status is one of \(words)")
        }
        try session.change(contact.key, TriageChange(status: status))
      },
      member(
        "star", signature: "conversation:star(true)",
        help: "Gives it a star, or with false takes it away."
      ) { (session, contact, call) throws(HostError) in
        guard case .boolean(let isStarred) = try call.value(1) else {
          throw HostError("star takes true or false")
        }
        try session.change(contact.key, TriageChange(isStarred: isStarred))
      },
      member(
        "assign", signature: #"conversation:assign("ana")"#,
        help: """
          Assigns it to a member of the staff, which takes a new one up; nil takes the assignment away. An \
          error where no member of the staff has that name: never pass what a contact wrote unchecked.
          """
      ) { (session, contact, call) throws(HostError) in
        guard !call.isNil(1) else {
          let none = TriageChange.Assignment.none
          return try session.change(contact.key, TriageChange(assignment: none))
        }
        let name = try call.name(1, "a name of the staff")
        guard session.state?.staffNames.contains(name) ?? false else {
          throw HostError("no member of the staff is called \(quoted: name.shownInLine)")
        }
        try session.change(contact.key, TriageChange(assignment: .to(name)))
      },
      member(
        "note", signature: "conversation:note(text)",
        help: """
          Adds a note, of at most \(StaffNote.bytesMax) bytes: the contact never sees it, and no rule can read \
          it.
          """
      ) { (session, contact, call) throws(HostError) in
        let text = try call.string(1, "a note", bytesMax: StaffNote.bytesMax)
        guard !text.allSatisfy(\.isWhitespace) else { throw HostError("a note needs a text") }
        guard session.triage(of: contact.key) != nil else { throw Self.nothingKept }
        try session.ask(for: .staffNote(contact.key, text, by: session.author))
      },
    ],
    fields: [
      member("contact", signature: "conversation.contact", help: "The contact.") {
        (session, contact, call) throws(HostError) in
        call.answer(.contact, handle: try session.reach(contact))
      },
      member("starred", signature: "conversation.starred", help: "Whether it has a star.") {
        (session, contact, call) throws(HostError) in
        call.answer(session.triage(of: contact.key)?.isStarred ?? false)
      },
      member(
        "assignee", signature: "conversation.assignee",
        help: "The member of the staff that has it, or nil."
      ) { (session, contact, call) throws(HostError) in
        call.answer(optional: session.triage(of: contact.key)?.assignee)
      },
      member(
        "since", signature: "conversation.since",
        help: "When it got its status, in seconds since 1970; nil where nothing is kept."
      ) { (session, contact, call) throws(HostError) in
        guard let since = session.triage(of: contact.key)?.since else { return call.answerNil() }
        call.answer(since.rawValue / 1_000)
      },
    ])

  fileprivate static let nothingKept = HostError("nothing of this contact is kept")

  private static let member = ObjectMembers(of: .conversation) {
    (session, number) throws(HostError) in
    try session.contact(number)
  }

  /// The functions that find conversations; they stand among those that find contacts.
  static let conversationFunctions: [HostFunction<RuleSession>] = [
    HostFunction(
      "find_conversation", signature: #"find_conversation("amber-heron")"#,
      help: "The conversation of the contact that `find_contact` finds, or nil."
    ) { (session, call) throws(HostError) in
      guard let found = session.find(try call.name(0, "a contact's codename")),
        session.triage(of: found.key) != nil
      else { return call.answerNil() }
      call.answer(.conversation, handle: try session.reach(found))
    },
    HostFunction(
      "conversations", signature: #"conversations("new", 10)"#,
      help: """
        The conversations with this status, the one with the newest message first: a list of at most so \
        many (20 without a number, and at most 100).
        """
    ) { (session, call) throws(HostError) in
      guard let status = ConversationStatus(rawValue: try call.name(0, "a status")) else {
        throw HostError("a status is one of new, open, waiting and closed")
      }
      let limit = call.isNil(1) ? 20 : try call.number(1, "a number of conversations")
      guard limit >= 1, limit <= 100 else {
        throw HostError("conversations gives 1 to 100 of them")
      }
      let found = session.state?.conversations(status, limit: Int(limit)) ?? []
      try call.charge(found.count * 64)
      var objects: [LuaValue] = []
      for contact in found {
        objects.append(.object(.conversation, try session.reach(contact)))
      }
      call.answer(.array(objects))
    },
  ]
}

extension RuleSession {
  /// The member of the staff that caused the event; else the rules.
  var author: Author { staffName(of: eventContact).map { Author(name: $0, way: .chat) } ?? .rule }

  func staffName(of key: ContactKey?) -> String? {
    configuration.contacts.staff.first { $0.key == key }?.name
  }

  /// What the staff knows of a conversation, changes of this event included.
  func triage(of key: ContactKey) -> Triage? { changedTriage(of: key) ?? state?.triage(of: key) }

  fileprivate func change(_ key: ContactKey, _ change: TriageChange) throws(HostError) {
    guard let before = triage(of: key) else { throw RuleAPI.nothingKept }
    try ask(for: .triage(key, change, by: author))
    note(before.after(change, at: now), of: key)
  }

  /// The contact with this key or codename.
  func find(_ text: String) -> Contact? {
    if let key = ContactKey(hexadecimal: text) { return state?.contact(key) }
    return state?.contact(Codename(text: text.lowercased()))
  }
}
