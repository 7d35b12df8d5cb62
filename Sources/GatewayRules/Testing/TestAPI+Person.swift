import GatewayCore

extension TestAPI {
  static let person = HostTable<TestSession>(
    title: "person", about: "A person that talks to the bot.", place: .object(.person),
    functions: [
      HostFunction(
        "says", signature: "alice:says(text)", help: "Writes a message. Returns the effects."
      ) {
        (session, call) throws(HostError) in try say(.text, in: session, call)
      },
      HostFunction(
        "acts", signature: "alice:acts(text)", help: "Writes an action. Returns the effects."
      ) {
        (session, call) throws(HostError) in try say(.action, in: session, call)
      },
      HostFunction(
        "hears", signature: "alice:hears(text)",
        help: "Fails unless this is the next thing the bot has told her."
      ) { (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        let wanted = try call.string(1, "what is heard")
        guard let heard = bot.takeReply(to: person.key) else {
          throw HostError("\(person.name) heard nothing")
        }
        if heard != wanted {
          throw HostError("\(person.name) heard \"\(heard)\", not \"\(wanted)\"")
        }
      },
      HostFunction(
        "hears_nothing", signature: "alice:hears_nothing()",
        help: "Fails if the bot has told her anything more."
      ) { (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        if let heard = bot.takeReply(to: person.key) {
          throw HostError("\(person.name) heard \"\(heard)\"")
        }
      },
      HostFunction(
        "heard", signature: "alice:heard()", help: "All that the bot has told her since: a list."
      ) {
        (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        call.answer(.array(bot.takeReplies(to: person.key).map { .string($0) }))
      },
      HostFunction("comes_online", signature: "alice:comes_online()", help: "Returns the effects.")
      {
        (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        try session.answer(bot.setOnline(true, person.name), call)
      },
      HostFunction("goes_offline", signature: "alice:goes_offline()", help: "Returns the effects.")
      {
        (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        try session.answer(bot.setOnline(false, person.name), call)
      },
      HostFunction("calls", signature: "alice:calls()", help: "Calls the bot. Returns the effects.")
      {
        (session, call) throws(HostError) in try offer(.call(withVideo: false), in: session, call)
      },
      HostFunction(
        "gets_public_status", signature: "alice:gets_public_status(text)",
        help: "The owner writes what she may be told; nil removes it."
      ) { (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        bot.setPublicStatus(
          call.isNil(1) ? nil : try call.string(1, "a public status"), of: person.key)
      },
      HostFunction(
        "gets_accepted", signature: "alice:gets_accepted()",
        help:
          "The owner accepts her request, as `postern contact accept` does. Returns the effects."
      ) { (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        try session.answer(bot.accept(person.name), call)
      },
      HostFunction(
        "confirms", signature: "alice:confirms()",
        help: """
          Answers yes to the oldest question of `contact:confirm` that waits for her, with its code. \
          Returns the effects.
          """
      ) { (session, call) throws(HostError) in try confirm("yes", in: session, call) },
      HostFunction(
        "declines", signature: "alice:declines()",
        help: "Answers no. Without an answer `bot:advance` leads to the timeout."
      ) { (session, call) throws(HostError) in try confirm("no", in: session, call) },
      HostFunction(
        "is_staff", signature: #"alice:is_staff("ana")"#,
        help: "She is a member of the staff of this name, as by `contacts { staff = … }`."
      ) { (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        let name = try call.string(1, "a name of the staff")
        guard Author.isName(name) else { throw HostError("a name of the staff is one line") }
        bot.addStaff(StaffContact(name: name, key: person.key))
      },
      HostFunction(
        "gets_label", signature: #"alice:gets_label("on-call")"#,
        help: "The owner gives her a label, as `postern contact label` does."
      ) { (session, call) throws(HostError) in
        try setLabel(true, in: session, call)
      },
      HostFunction(
        "loses_label", signature: #"alice:loses_label("on-call")"#,
        help: "The owner takes a label away."
      ) { (session, call) throws(HostError) in
        try setLabel(false, in: session, call)
      },
      HostFunction(
        "offers_file", signature: "alice:offers_file(name, size)",
        help: "Offers a file of so many bytes. Returns the effects."
      ) { (session, call) throws(HostError) in
        let name = try call.string(1, "a file's name")
        let size = try call.number(2, "a file's size")
        guard let bytes = UInt64(exactly: size) else {
          throw HostError("a file's size is a whole number of bytes")
        }
        try offer(.file(name: name, size: bytes, kind: 0), in: session, call)
      },
      HostFunction(
        "sends_file", signature: #"alice:sends_file("image/png")"#,
        help: """
          Sends all of her oldest file that the bot has accepted. Its media type by content is \
          "application/octet-stream" unless given. Returns the effects.
          """, sendFile),
      HostFunction(
        "cancels_file", signature: "alice:cancels_file()",
        help: "Cancels her oldest file that is not whole. Returns the effects.", cancelFile),
      HostFunction(
        "gets_file", signature: #"alice:gets_file("report.pdf")"#,
        help: """
          Fails unless this is the name of the oldest file that the bot sends her; then she takes all of \
          it. Returns the effects.
          """, getFile),
      HostFunction(
        "refuses_file", signature: "alice:refuses_file()",
        help: "Refuses the oldest file that the bot sends her. Returns the effects.", refuseFile),
      HostFunction(
        "invites", signature: "alice:invites(name)",
        help: "Invites to a group. Returns the effects."
      ) {
        (session, call) throws(HostError) in
        try offer(.invitation(name: call.string(1, "a group's name")), in: session, call)
      },
    ],
    fields: [
      HostFunction(
        "conversation", signature: "alice.conversation",
        help:
          "What the staff knows of it: a table with `status`, `starred`, `assignee`, `notes`; or nil."
      ) { (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        guard let (triage, notes) = bot.conversation(of: person.key) else {
          return call.answerNil()
        }
        call.answer(
          .record([
            ("status", .string(triage.status.rawValue)), ("starred", .boolean(triage.isStarred)),
            ("assignee", triage.assignee.map(LuaValue.string) ?? .nil),
            ("notes", .array(notes.map { .string($0) })),
          ]))
      },
      HostFunction(
        "note", signature: "alice.note", help: "The owner's note on the contact, or nil."
      ) {
        (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        call.answer(optional: bot.note(on: person.key))
      },
      HostFunction(
        "public_status", signature: "alice.public_status",
        help: "What the contact may be told, or nil."
      ) { (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        call.answer(optional: bot.contact(person.key)?.publicStatus)
      },
      HostFunction(
        "state", signature: "alice.state", help: #""requested", "accepted", "blocked", or nil."#
      ) {
        (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        call.answer(optional: bot.contact(person.key)?.state.rawValue)
      },
      HostFunction(
        "labels", signature: "alice.labels", help: "The contact's labels: a sorted list."
      ) { (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        call.answer(.array(bot.labels(of: person.key).map { .string($0.text) }))
      },
      HostFunction(
        "key", signature: "alice.key", help: "Her public key, 64 hexadecimal digits."
      ) { (session, call) throws(HostError) in
        call.answer(try session.person(call).person.key.hexadecimal)
      },
      HostFunction(
        "request_code", signature: "alice.request_code",
        help: #"The code of her request, where the bot accepts by code; or nil."#
      ) { (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        call.answer(optional: bot.requestCode(of: person.key)?.text)
      },
      HostFunction("codename", signature: "alice.codename", help: "The contact's codename, or nil.")
      {
        (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        call.answer(optional: bot.contact(person.key)?.codename.text)
      },
    ])

  private static func offer(
    _ offer: ContactOffer, in session: TestSession, _ call: HostCall
  ) throws(HostError) {
    let (person, bot) = try session.person(call)
    try session.answer(bot.offer(offer, by: person.name), call)
  }

  private static func confirm(
    _ word: String, in session: TestSession, _ call: HostCall
  ) throws(HostError) {
    let (person, bot) = try session.person(call)
    guard let code = bot.confirmationCode(of: person.key) else {
      throw HostError("\(person.name) was asked nothing that waits for an answer")
    }
    try session.answer(bot.say("\(word) \(code.text)", by: person.name), call)
  }

  private static func setLabel(
    _ isSet: Bool, in session: TestSession, _ call: HostCall
  ) throws(HostError) {
    let (person, bot) = try session.person(call)
    guard let label = ContactLabel(try call.string(1, "a label")) else {
      throw HostError("a label is \(ContactLabel.rule)")
    }
    bot.setLabel(label, of: person.key, isSet: isSet)
  }

  private static func say(
    _ kind: InboundMessage.Kind, in session: TestSession, _ call: HostCall
  ) throws(HostError) {
    let (person, bot) = try session.person(call)
    try session.answer(bot.say(call.string(1, "a message"), kind: kind, by: person.name), call)
  }
}
