import GatewayCore

extension RuleAPI {
  /// Functions that find contacts beside the event's own.
  static let contacts = HostTable<RuleSession>(
    title: "Other contacts",
    about: "A rule can reach \(ReachedContacts.countMax) contacts beside the event's own.",
    place: .globals,
    functions: [
      HostFunction(
        "find_contact", signature: #"find_contact("KEY")"#,
        help: """
          The contact with this public key (64 hexadecimal digits) or codename, in whatever state, or \
          nil. Not by its name, which anyone may take.
          """
      ) { (session, call) throws(HostError) in
        guard let found = session.find(try call.name(0, "a contact's key")) else {
          return call.answerNil()
        }
        call.answer(.contact, handle: try session.reach(found))
      },
      HostFunction(
        "find_request", signature: #"find_request("K7QM2X")"#,
        help: """
          The contact whose request has this code, or nil: for a command by which the owner accepts it \
          from its own client.
          """
      ) { (session, call) throws(HostError) in
        let code = RequestCode(try call.name(0, "a request's code"))
        guard let found = code.flatMap({ session.state?.requester($0) }) else {
          return call.answerNil()
        }
        call.answer(.contact, handle: try session.reach(found))
      },
      HostFunction(
        "contacts_with", signature: #"contacts_with("on-call")"#,
        help: """
          The accepted contacts with this label: a list, those that were first seen first, and \
          \(ReachedContacts.countMax) at most. `broadcast` reaches more.
          """
      ) { (session, call) throws(HostError) in
        let found = session.contacts(with: try session.label(call, 0))
        try call.charge(found.count * 64)
        var objects: [LuaValue] = []
        for contact in found { objects.append(.object(.contact, try session.reach(contact))) }
        call.answer(.array(objects))
      },
      HostFunction(
        "broadcast", signature: #"broadcast("subscribers", text, { expires = "7d" })"#,
        help: """
          Writes a text of at most \(NewBroadcast.bytesMax) bytes to all accepted contacts with a label, \
          and tells how many they are now. They get it once each, in the order in which they were first \
          seen and 200 a second, over restarts too; \
          who has not fetched it after `expires` ("7d" without it; "1m" to "30d") gets it no more. \
          `postern broadcasts list` and `show` tell what became of it. \(NewBroadcast.sendingMax) can \
          be on their way at a time; an error where the inbox has `keep = "nothing"`.
          """, broadcast),
    ] + conversationFunctions)

  private static func broadcast(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let label = try session.label(call, 0)
    let text = try call.string(1, "a broadcast", bytesMax: NewBroadcast.bytesMax).asMessage
    guard !text.isEmpty else { throw HostError("a broadcast needs a text") }
    var new = NewBroadcast(label: label, text: text)
    if !call.isNil(2) {
      let options = try Options(call.value(2), of: "broadcast", known: ["expires"])
      new.expires =
        try options.duration("expires", within: NewBroadcast.expirations) ?? new.expires
    }
    call.answer(Int64(try session.start(new)))
  }
}

extension RuleSession {
  /// - Returns: how many contacts it is for.
  fileprivate func start(_ broadcast: NewBroadcast) throws(HostError) -> Int {
    guard configuration.inbox.keep != .nothing else {
      throw HostError("a bot that keeps nothing can't broadcast: its inbox has keep = \"nothing\"")
    }
    let started = effects.filter { if case .broadcast = $0 { true } else { false } }.count
    guard (state?.sendingBroadcasts ?? 0) + started < NewBroadcast.sendingMax else {
      throw HostError("\(NewBroadcast.sendingMax) broadcasts are on their way, which is the most")
    }
    try ask(for: .broadcast(broadcast))
    return state?.contactCount(with: broadcast.label) ?? 0
  }
}
