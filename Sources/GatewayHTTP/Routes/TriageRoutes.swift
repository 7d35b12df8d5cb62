import GatewayCore
import HTTPTypes

extension Parameter.Kind {
  static let conversationStatus = Parameter.Kind.choice(
    ConversationStatus.allCases.map(\.rawValue))
}

extension Parameter {
  fileprivate static let staffNameLengthMax = 64

  /// What the staff knows of conversations.
  static let ofTriage: [Parameter] = [
    .query("starred", .boolean, help: "Of those with a star."),
    .query(
      "assignee", .text(max: staffNameLengthMax),
      help: "Of those that this member of the staff has."
    ),
    .query("unassigned", .boolean, help: "Of those that no member of the staff has."),
    .query("unread", .boolean, help: "Of those that the client's person has not seen all of."),
    .query("contact_label", .text(max: 64), help: "Of contacts with this label."),
  ]

  static let ofConversations =
    [
      Parameter.query("status", .conversationStatus, help: "Those with this status.")
    ] + ofTriage

  /// What conversations get.
  fileprivate static let change: [Parameter] = [
    .body("status", .conversationStatus, isNeeded: false, help: "They get it."),
    .body("starred", .boolean, isNeeded: false, help: "Whether they get a star or lose it."),
    .body(
      "assignee", .textOrNull(max: staffNameLengthMax), isNeeded: false,
      help: "A member of the staff; null takes it away."),
  ]
}

extension Route {
  private static let namesMax = 1_000
  private static let staffNameLengthMax = Parameter.staffNameLengthMax
  private static let noteLengthMax = 16_384
  /// A note and its JSON, also where that escapes each character.
  private static let noteBytesMax = 131_072
  /// As many names as one request may have.
  private static let namesBytesMax = 262_144

  static let triage: [Route] = [
    Route(
      .get, "/v1/conversations/count", does: .query("conversation_count"), needs: .read,
      with: Parameter.ofConversations, replies: [.count], help: "How many conversations there are."
    ),
    Route(
      .post, "/v1/conversations/changes", does: .command("conversation_change"), needs: .inbox,
      with: [
        .body(
          "conversations", .contacts(max: namesMax),
          help: "Codenames, public keys, Tox IDs, notes, or numbers of messages.")
      ] + Parameter.change,
      replies: [.changed], bodyBytesMax: namesBytesMax,
      help: "Changes the status, the star or the assignee of conversations, all or none."),
    Route(
      .post, "/v1/conversations/filtered/changes", does: .command("conversation_change"),
      needs: .inbox,
      with: [
        .body(
          "filter", .members(Parameter.ofConversations), help: "All conversations that it leaves."),
        .body(
          "count", .number(0...Int64(namesMax)),
          help: "As many as was told before; where it differs, nothing is changed."),
      ] + Parameter.change,
      replies: [.changed], help: "Changes all conversations that a filter leaves."),
    Route(
      .post, "/v1/contacts/{contact}/read", does: .command("conversation_read"), needs: .read,
      with: [
        .contact,
        .body(
          "through", .number(0...Int64.max),
          help: "The last message that was seen; 0 makes the conversation unread."),
      ],
      replies: [.done], help: "The client's person has seen a conversation up to a message."),
    Route(
      .get, "/v1/contacts/{contact}/notes", does: .query("note_list"), needs: .inbox,
      with: [.contact] + filters.filter { ["after", "limit"].contains($0.name) },
      members: [.init("limit", .integer(100))], replies: [.notes],
      next: { reply, page in
        guard case .notes(let notes) = reply, notes.count >= page.limit else { return nil }
        return notes.last.map { ("after", String($0.id)) }
      },
      help: "A page of the notes on a conversation, the oldest first."),
    Route(
      .post, "/v1/contacts/{contact}/notes", does: .command("note_add"), needs: .inbox,
      with: [
        .contact, .body("text", .text(max: noteLengthMax), help: "What only the staff sees."),
      ],
      success: .created, replies: [.notes], bodyBytesMax: noteBytesMax,
      help: "Adds a note to a conversation."),
    Route(
      .delete, "/v1/notes/{note}", does: .command("note_erase"), needs: .inbox,
      with: [.path("note", .number(1...Int64.max), help: "Its number.")], replies: [.done],
      help: "Erases a note."),
    Route(
      .get, "/v1/canned-replies", does: .query("canned_list"), needs: .send, replies: [.canned],
      help: "The answers that the bot's file has ready."),
    Route(
      .post, "/v1/contacts/{contact}/canned-replies", does: .command("canned_send"), needs: .send,
      with: [
        .contact, .body("name", .text(max: 64), help: "The reply's name in the bot's file."),
        .body("language", .text(max: 64), isNeeded: false, help: "Where it has several."),
      ],
      success: .created, replies: [.queued], help: "Sends an answer that is ready."),
    Route(
      .get, "/v1/statistics", does: .query("desk_statistics"), needs: .read,
      with: [.query("days", .number(1...366), help: "How many, up to today; 30 without it.")],
      members: [.init("days", .integer(30))], replies: [.statistics],
      help: "How much came in on each day, and how soon a person answered."),
    Route(
      .get, "/v1/audit", does: .query("audit_list"), needs: .key,
      with: [
        .query("author", .text(max: staffNameLengthMax), help: "Of this member of the staff."),
        .query("before", .number(1...Int64.max), help: "Those with a lower number."),
        .query("limit", .number(1...pageMax), help: "How many, at most; 100 without it."),
      ],
      members: [.init("limit", .integer(100))], replies: [.audit],
      next: { reply, page in
        guard case .audit(let entries) = reply, entries.count >= page.limit else { return nil }
        return entries.last.map { ("before", String($0.id)) }
      },
      help: "A page of what the staff did, the newest first."),
  ]
}
