import GatewayCore

/// What a bot's file says of the work at the desk.
extension Options {
  private static let staffMax = 100

  /// `staff = { ana = "KEY" }`: contacts that are members of the staff, by name.
  func staff() throws(HostError) -> [StaffContact] {
    guard let value = self["staff"] else { return [] }
    var staff: [StaffContact] = []
    for (name, value) in try Self.named(value, "staff of contacts") {
      guard Author.isName(name), ![Author.ownerName, Author.rule.name].contains(name) else {
        throw HostError(
          "staff of contacts names \(quoted: name.shownInLine): a name is one line of at most"
            + " \(Author.nameBytesMax) bytes, and not \"owner\" or \"rule\"")
      }
      guard case .string(let text) = value, let key = ContactKey(hexadecimal: text) else {
        throw HostError(
          "\(name.shownInLine) in staff of contacts needs a public key, 64 hexadecimal digits")
      }
      guard !staff.contains(where: { $0.key == key }) else {
        throw HostError("staff of contacts has one key under two names")
      }
      staff.append(StaffContact(name: name, key: key))
    }
    guard staff.count <= Self.staffMax else {
      throw HostError("staff of contacts has more than \(Self.staffMax) members")
    }
    return staff
  }

  /// `deadlines = { new = "7d", open = "90d", tell = "desk" }`
  func deadlines() throws(HostError) -> Deadlines? {
    guard let value = self["deadlines"] else { return nil }
    let options = try Options(value, of: "deadlines", known: ["new", "open", "tell"])
    var deadlines = Deadlines(
      new: try options.duration("new", within: Deadlines.range),
      open: try options.duration("open", within: Deadlines.range))
    guard !deadlines.waits.isEmpty else { throw HostError("deadlines needs new or open") }
    if let text = try options.string("tell") {
      guard let label = ContactLabel(text) else {
        throw HostError("tell of deadlines must be a label: \(ContactLabel.rule)")
      }
      deadlines.tell = label
    }
    return deadlines
  }

  /// The members of a table whose keys are names, in their order.
  fileprivate static func named(
    _ value: LuaValue, _ what: String
  ) throws(HostError) -> [(name: String, value: LuaValue)] {
    guard case .table(let entries) = value else {
      throw HostError("\(what) must be a table with names, not \(value.kindName)")
    }
    var members: [(name: String, value: LuaValue)] = []
    for entry in entries {
      guard case .string(let name) = entry.key else {
        throw HostError("\(what) must be a table with names, not a list")
      }
      members.append((name, entry.value))
    }
    return members.sorted { $0.name < $1.name }
  }
}

extension RuleAPI {
  static let repliesHelp = """
    Answers that are ready, each in one or more languages: `postern inbox answer CONTACT --reply received \
    --language de` sends one. A name with a text alone has one language. There are \(CannedReply.countMax) at most, with \
    \(CannedReply.bytesMax) bytes each.
    """

  static func declareReplies(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    try session.requireLoading("replies")
    var replies: [CannedReply] = []
    for (name, value) in try Options.named(call.value(0), "replies") {
      try checkName(name, "a reply's name")
      let texts: [(name: String, value: LuaValue)] =
        if case .string = value {
          [(anyLanguage, value)]
        } else {
          try Options.named(value, "reply \(quoted: name)")
        }
      var reply = CannedReply(name: name, texts: [:])
      for (language, value) in texts {
        try checkName(language, "a language of reply \(quoted: name)")
        guard case .string(let text) = value, !text.asMessage.isEmpty,
          text.utf8.count <= CannedReply.bytesMax
        else {
          throw HostError(
            "reply \(quoted: name) needs a text of 1 to \(CannedReply.bytesMax) bytes for each language"
          )
        }
        reply.byLanguage[language] = text.asMessage
      }
      guard (1...CannedReply.languagesMax).contains(reply.byLanguage.count) else {
        throw HostError(
          "reply \(quoted: name) has no text, or more than \(CannedReply.languagesMax) languages")
      }
      replies.append(reply)
    }
    guard replies.count <= CannedReply.countMax else {
      throw HostError("there are more than \(CannedReply.countMax) replies")
    }
    session.configuration.replies = replies
  }

  /// The language of a reply that has one text alone.
  private static let anyLanguage = "any"

  private static func checkName(_ name: String, _ what: String) throws(HostError) {
    guard !name.isEmpty, name.utf8.count <= CannedReply.nameBytesMax, name.asProfileLine == name
    else {
      throw HostError("\(what) is one line of at most \(CannedReply.nameBytesMax) bytes")
    }
  }
}
