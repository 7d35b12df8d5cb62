/// `{"command":"send","contact":"amber-heron","text":"…","kind":"text","keep":false}`
extension Command: Codable {
  /// - Throws: `RequestMistake`, `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    let text = try members.text("command")
    guard let name = Name(rawValue: text) else {
      throw RequestMistake.unknown("command", named: text)
    }
    switch name {
    case .contactAdd:
      self = .contactAdd(address: try members.text("address"), message: try members.text("message"))
    case .contactAccept: self = .contactAccept(try members.contact)
    case .contactBlock: self = .contactBlock(try members.contact)
    case .contactRemove: self = .contactRemove(try members.contact)
    case .contactRemoveNeverSeen: self = .contactRemoveNeverSeen
    case .contactNote:
      self = .contactNote(try members.contact, note: try members.textOrNull("note"))
    case .contactPublicStatus:
      self = .contactPublicStatus(
        try members.contact, status: try members.textOrNull("public_status"))
    case .send:
      self = .send(
        try members.contact, text: try members.text("text"),
        kind: try members.decode(InboundMessage.Kind.self, forKey: "kind"),
        keep: try members.decode(Bool.self, forKey: "keep"))
    case .inboxLabel:
      self = .inboxLabel(
        messages: try members.numbers("messages"), label: try members.textOrNull("label"))
    case .inboxClose: self = .inboxClose(messages: try members.numbers("messages"))
    case .inboxReopen: self = .inboxReopen(messages: try members.numbers("messages"))
    case .inboxErase: self = .inboxErase(messages: try members.numbers("messages"))
    case .inboxMarkRead: self = .inboxMarkRead(messages: try members.numbers("messages"))
    case .hookResume: self = .hookResume(try members.text("webhook"))
    case .newNoSpam: self = .newNoSpam
    case .clockConfirm: self = .clockConfirm
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(name.rawValue, forKey: "command")
    switch self {
    case .contactAdd(let address, let message):
      try members.encode(address, forKey: "address")
      try members.encode(message, forKey: "message")
    case .contactAccept(let contact), .contactBlock(let contact), .contactRemove(let contact):
      try members.encode(contact.text, forKey: "contact")
    case .contactNote(let contact, let note):
      try members.encode(contact.text, forKey: "contact")
      try members.encode(note, forKey: "note")
    case .contactPublicStatus(let contact, let status):
      try members.encode(contact.text, forKey: "contact")
      try members.encode(status, forKey: "public_status")
    case .send(let contact, let text, let kind, let keep):
      try members.encode(contact.text, forKey: "contact")
      try members.encode(text, forKey: "text")
      try members.encode(kind, forKey: "kind")
      try members.encode(keep, forKey: "keep")
    case .inboxLabel(let messages, let label):
      try members.encode(messages, forKey: "messages")
      try members.encode(label, forKey: "label")
    case .inboxClose(let messages), .inboxReopen(let messages), .inboxErase(let messages),
      .inboxMarkRead(let messages):
      try members.encode(messages, forKey: "messages")
    case .hookResume(let webhook): try members.encode(webhook, forKey: "webhook")
    case .contactRemoveNeverSeen, .newNoSpam, .clockConfirm: break
    }
  }
}
