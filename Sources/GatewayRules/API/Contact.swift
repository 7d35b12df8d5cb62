import GatewayCore

extension RuleAPI {
  static let contact = HostTable<RuleSession>(
    title: "contact",
    about: """
      A person. It can be used until its handler returns. A person is known by the key and nothing \
      else: a name is what the contact calls itself, and anyone can take any. So give rights to keys \
      (`find_contact`) or to labels, which only rules and the owner give.
      """,
    place: .object(.contact),
    functions: [
      member(
        "reply", signature: #"contact:reply(text, { expires = "1h" })"#,
        help: "Writes to the contact, as `message:reply` does."
      ) {
        (session, contact, call) throws(HostError) in
        try session.reply(to: contact.key, of: call, named: "a reply", .text)
      },
      member(
        "action", signature: #"contact:action(text, { expires = "1h" })"#,
        help: "Writes an action, as “/me …” does."
      ) {
        (session, contact, call) throws(HostError) in
        try session.reply(to: contact.key, of: call, named: "an action", .action)
      },
      member(
        "set_public_status", signature: "contact:set_public_status(text)",
        help: "Writes what the contact may be told of its matter; nil removes it."
      ) { (session, contact, call) throws(HostError) in
        let status = call.isNil(1) ? nil : try call.name(1, "a public status")
        try session.ask(for: .publicStatus(contact.key, status))
        session.change(contact.key) { $0.publicStatus = status }
      },
      member(
        "set_note", signature: "contact:set_note(text)",
        help: """
          Writes the owner's private note on the contact; nil removes it. No rule can read it, so none \
          can reveal it.
          """
      ) { (session, contact, call) throws(HostError) in
        try session.ask(
          for: .note(contact.key, call.isNil(1) ? nil : call.name(1, "a note")))
      },
      member("confirm", signature: confirmSignature, help: confirmHelp, confirm),
      member("send_file", signature: sendFileSignature, help: sendFileHelp, sendFile),
      member(
        "label", signature: #"contact:label("on-call")"#,
        help: """
          Adds a label: one word of at most \(ContactLabel.bytesMax) bytes. A contact has a set of them, \
          \(ContactLabel.countMax) at most. `postern contact label CONTACT +LABEL -LABEL` does the same.
          """
      ) { (session, contact, call) throws(HostError) in
        try session.set(session.label(call, 1), of: contact.key, isSet: true)
      },
      member(
        "unlabel", signature: #"contact:unlabel("on-call")"#, help: "Removes a label."
      ) { (session, contact, call) throws(HostError) in
        try session.set(session.label(call, 1), of: contact.key, isSet: false)
      },
      member(
        "has", signature: #"contact:has("on-call")"#, help: "Whether the contact has this label."
      ) { (session, contact, call) throws(HostError) in
        let label = try session.label(call, 1)
        call.answer(session.labels(of: contact.key).contains(label))
      },
      member(
        "typing", signature: "contact:typing(true)",
        help: "Shows or hides “is typing” at the contact."
      ) {
        (session, contact, call) throws(HostError) in
        guard case .boolean(let isTyping) = try call.value(1) else {
          throw HostError("typing must be true or false")
        }
        try session.ask(for: .typing(contact.key, isTyping))
      },
      member("accept", signature: "contact:accept()", help: "Accepts the request.") {
        (session, contact, _) throws(HostError) in
        try session.ask(for: .accept(contact.key))
        session.change(contact.key) { $0.state = .accepted }
      },
      member(
        "block", signature: "contact:block()", help: "Drops what the contact sends from now on."
      ) {
        (session, contact, _) throws(HostError) in
        try session.ask(for: .block(contact.key))
        session.change(contact.key) { $0.state = .blocked }
      },
      member(
        "remove", signature: "contact:remove()",
        help: """
          Forgets the contact: its messages and answers, what is kept for it, and its deliveries, also \
          those that are still owed.
          """
      ) {
        (session, contact, _) throws(HostError) in try session.ask(for: .remove(contact.key))
      },
      member(
        "get", signature: "contact:get(key)",
        help: "The value that `set` kept for this contact, or nil."
      ) {
        (session, contact, call) throws(HostError) in
        try session.answerScalar(StoreKey.contact(contact.key, call.name(1, "a key")), call)
      },
      member(
        "set", signature: "contact:set(key, value)",
        help: "Keeps a text, number or boolean for this contact; nil removes it."
      ) { (session, contact, call) throws(HostError) in
        let key = StoreKey.contact(contact.key, try call.name(1, "a key"))
        try session.storeScalar(call.value(2), key: key)
      },
    ],
    fields: [
      member(
        "codename", signature: "contact.codename", help: "Two words that stand for the contact."
      ) {
        (_, contact, call) throws(HostError) in call.answer(contact.codename.text)
      },
      member(
        "name", signature: "contact.name", help: "The name that the contact chose; may be empty."
      ) {
        (_, contact, call) throws(HostError) in call.answer(contact.name)
      },
      member(
        "public_status", signature: "contact.public_status",
        help:
          "What the contact may be told of its matter, or nil: `postern contact public-status` sets it."
      ) { (_, contact, call) throws(HostError) in call.answer(optional: contact.publicStatus) },
      member(
        "labels", signature: "contact.labels", help: "The labels of the contact: a sorted list."
      ) { (session, contact, call) throws(HostError) in
        call.answer(.array(session.labels(of: contact.key).map { .string($0.text) }))
      },
      member(
        "staff", signature: "contact.staff",
        help: "The name that `contacts { staff = … }` gives a member of the staff; else nil."
      ) { (session, contact, call) throws(HostError) in
        call.answer(optional: session.staffName(of: contact.key))
      },
      member(
        "conversation", signature: "contact.conversation",
        help: "What the staff knows of it; nil where nothing of the contact is kept."
      ) { (session, contact, call) throws(HostError) in
        guard session.triage(of: contact.key) != nil else { return call.answerNil() }
        call.answer(.conversation, handle: try session.reach(contact))
      },
      member(
        "request_code", signature: "contact.request_code",
        help:
          #"The code of its request, where `contacts` has `accept = "code"` and it waits; or nil."#
      ) { (session, contact, call) throws(HostError) in
        call.answer(optional: session.state?.requestCode(of: contact.key)?.text)
      },
      member("state", signature: "contact.state", help: #""requested", "accepted" or "blocked"."#) {
        (_, contact, call) throws(HostError) in call.answer(contact.state.rawValue)
      },
      member("online", signature: "contact.online", help: "Whether the contact is online.") {
        (_, contact, call) throws(HostError) in call.answer(contact.isOnline)
      },
      member(
        "first_seen", signature: "contact.first_seen",
        help: "The first event, in seconds since 1970."
      ) {
        (_, contact, call) throws(HostError) in call.answer(contact.firstSeen.rawValue / 1_000)
      },
      member(
        "key", signature: "contact.key",
        help:
          "The public key, 64 hexadecimal digits. It identifies the person: prefer the codename."
      ) { (_, contact, call) throws(HostError) in call.answer(contact.key.hexadecimal) },
    ],
    retired: [
      HostFunction("set_label", signature: "contact.set_label", help: "") {
        (_, _) throws(HostError) in
        throw HostError(
          "set_label is gone: public_status is what the contact may be told, set_note writes what"
            + " only the owner sees, and label adds a word by which contacts are grouped")
      }
    ])

  private static let member = ObjectMembers(of: .contact) { (session, number) throws(HostError) in
    try session.contact(number)
  }
}

extension RuleSession {
  func label(_ call: HostCall, _ index: Int) throws(HostError) -> ContactLabel {
    guard let label = ContactLabel(try call.name(index, "a label")) else {
      throw HostError("a label is \(ContactLabel.rule)")
    }
    return label
  }

  fileprivate func set(
    _ label: ContactLabel, of contact: ContactKey, isSet: Bool
  ) throws(HostError) {
    let labels = labels(of: contact)
    guard labels.contains(label) != isSet else { return }
    guard !isSet || labels.count < ContactLabel.countMax else {
      throw HostError("a contact has \(ContactLabel.countMax) labels at most")
    }
    try ask(for: .label(contact, label, isSet: isSet))
    note(label, of: contact, isSet: isSet)
  }
}
