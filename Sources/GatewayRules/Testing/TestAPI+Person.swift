import GatewayCore

extension TestAPI {
  static let person = HostTable<TestSession>(
    title: "person", about: "Someone who talks to the bot.", place: .object(.person),
    functions: [
      HostFunction("says", "alice:says(text)", "Writes a message. Returns the effects.") {
        (session, call) throws(HostError) in try say(.text, session, call)
      },
      HostFunction("acts", "alice:acts(text)", "Writes an action. Returns the effects.") {
        (session, call) throws(HostError) in try say(.action, session, call)
      },
      HostFunction(
        "hears", "alice:hears(text)", "Fails unless this is the next thing the bot has told her."
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
        "hears_nothing", "alice:hears_nothing()", "Fails if the bot has told her anything more."
      ) { (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        if let heard = bot.takeReply(to: person.key) {
          throw HostError("\(person.name) heard \"\(heard)\"")
        }
      },
      HostFunction("heard", "alice:heard()", "All that the bot has told her since: a list.") {
        (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        call.answer(.array(bot.takeReplies(to: person.key).map { .string($0) }))
      },
      HostFunction("comes_online", "alice:comes_online()", "Returns the effects.") {
        (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        try session.answer(bot.setOnline(true, person.name), call)
      },
      HostFunction("goes_offline", "alice:goes_offline()", "Returns the effects.") {
        (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        try session.answer(bot.setOnline(false, person.name), call)
      },
      HostFunction("calls", "alice:calls()", "Calls the bot. Returns the effects.") {
        (session, call) throws(HostError) in try offer(.call(withVideo: false), session, call)
      },
      HostFunction(
        "gets_public_status", "alice:gets_public_status(text)",
        "The owner writes what she may be told; nil removes it."
      ) { (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        bot.setPublicStatus(
          call.isNil(1) ? nil : try call.string(1, "a public status"), of: person.key)
      },
      HostFunction(
        "offers_file", "alice:offers_file(name, size)", "Offers a file. Returns the effects."
      ) { (session, call) throws(HostError) in
        let name = try call.string(1, "a file's name")
        let size = try call.number(2, "a file's size")
        guard let bytes = UInt64(exactly: size) else {
          throw HostError("a file's size is a whole number of bytes")
        }
        try offer(.file(name: name, size: bytes, kind: 0), session, call)
      },
      HostFunction("invites", "alice:invites(name)", "Invites to a group. Returns the effects.") {
        (session, call) throws(HostError) in
        try offer(.invitation(name: call.string(1, "a group's name")), session, call)
      },
    ],
    fields: [
      HostFunction("note", "alice.note", "The owner's note on the contact, or nil.") {
        (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        call.answer(optional: bot.note(on: person.key))
      },
      HostFunction(
        "public_status", "alice.public_status", "What the contact may be told, or nil."
      ) { (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        call.answer(optional: bot.contact(person.key)?.publicStatus)
      },
      HostFunction("state", "alice.state", #""requested", "accepted", "blocked", or nil."#) {
        (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        call.answer(optional: bot.contact(person.key)?.state.rawValue)
      },
      HostFunction("codename", "alice.codename", "The contact's codename, or nil.") {
        (session, call) throws(HostError) in
        let (person, bot) = try session.person(call)
        call.answer(optional: bot.contact(person.key)?.codename.text)
      },
    ])

  private static func offer(
    _ offer: ContactOffer, _ session: TestSession, _ call: HostCall
  ) throws(HostError) {
    let (person, bot) = try session.person(call)
    try session.answer(bot.offer(offer, by: person.name), call)
  }

  private static func say(
    _ kind: InboundMessage.Kind, _ session: TestSession, _ call: HostCall
  ) throws(HostError) {
    let (person, bot) = try session.person(call)
    try session.answer(bot.say(call.string(1, "a message"), kind: kind, by: person.name), call)
  }
}
