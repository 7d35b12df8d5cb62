import GatewayCore

/// The replies of `Interface.md`. A test compares them with its examples.
extension Schema {
  /// One of these replies.
  static func replies(_ names: [Reply.Name]) -> Schema {
    guard names.count > 1 else { return reply(names[0]) }
    return Schema([("oneOf", .array(names.map { reply($0).json }))])
  }

  static func reply(_ name: Reply.Name) -> Schema {
    .object([("reply", .word([name.rawValue]))] + members(of: name))
  }

  private static func members(of name: Reply.Name) -> [(String, Schema)] {
    switch name {
    case .done: []
    case .contacts: [("contacts", .list(.reference("Contact")))]
    case .toxID: [("tox_id", .text)]
    case .hooks: [("hooks", .list(.reference("Webhook")))]
    case .incomingHooks: [("hooks", .list(.reference("Hook")))]
    case .deliveries: [("deliveries", .list(.reference("Delivery"))), ("last?", .integer)]
    case .delivery:
      [("delivery", .reference("Delivery")), ("attempts", .list(.reference("Attempt")))]
    case .replayed:
      ["sent", "accepted", "without_body", "waiting"].map { ($0, .list(.integer)) }
    case .changed, .count: [("count", .integer)]
    case .messages: [("messages", .list(.integer))]
    case .inbox: [("messages", .list(.reference("Message")))]
    case .seal:
      [
        ("state", .text), ("readers", .list(.text)), ("clear", .integer), ("clear_files", .integer),
        ("envelopes", .integer), ("other_envelopes", .integer), ("other_readers", .list(.text)),
      ]
    case .filePart: [("size", .integer), ("bytes", .text)]
    case .envelopes:
      [("envelopes", .list(.object([("number", .text), ("envelope", .text)])))]
    case .conversations: [("conversations", .list(.reference("Conversation")))]
    case .notes: [("notes", .list(.reference("Note")))]
    case .statistics:
      [
        ("days", .list(.object([("start", .time), ("messages", .integer)]))),
        (
          "answered_within",
          .list(.object([("milliseconds", .integer), ("conversations", .integer)]))
        ),
        ("answered_later", .integer), ("unanswered", .integer), ("median_milliseconds?", .integer),
      ]
    case .audit: [("entries", .list(.reference("AuditEntry")))]
    case .canned:
      [("replies", .list(.object([("name", .text), ("texts", .anyObject)])))]
    case .matches: [("messages", .list(.integer)), ("last?", .integer)]
    case .erasure: [("answers", .integer), ("deliveries", .integer)]
    case .status:
      [
        ("tox_id", .text), ("connection", .text), ("contacts_online", .integer),
        ("refuses_writes?", .boolean),
        (
          "api?",
          .object([("connections", .integer), ("answered", .integer), ("refused", .anyObject)])
        ),
      ]
    case .clock:
      [
        ("now", .time), ("used_for_erasing", .time), ("ahead_milliseconds", .integer),
        ("remaining_milliseconds", .integer),
      ]
    case .forgotten:
      [
        ("contacts", .integer), ("messages", .integer), ("dropped_answers", .integer),
        ("deliveries", .integer), ("dropped_deliveries", .integer), ("copies_may_remain", .boolean),
      ]
    case .broadcasts: [("broadcasts", .list(.reference("Broadcast")))]
    case .broadcast:
      [
        ("broadcast", .reference("Broadcast")),
        ("members", .list(.object([("contact", .text), ("result", .text)]))), ("last?", .integer),
      ]
    case .metrics: [("text", .text)]
    case .readiness:
      [
        (
          "checks",
          .list(.object([("name", .text), ("is_passed", .boolean), ("text", .text)]))
        )
      ]
    case .queued: [("message", .integer)]
    case .broadcasting: [("broadcast", .integer), ("contacts", .integer)]
    case .confirmation: [("confirmation", .reference("Confirmation"))]
    case .files: [("files", .list(.reference("File")))]
    case .token: [("token", .reference("Token")), ("text", .text)]
    case .tokens: [("tokens", .list(.reference("Token")))]
    case .staff: [("members", .list(.reference("StaffMember")))]
    case .codeSetup: [("uri", .text)]
    case .sessions: [("sessions", .list(.reference("Session")))]
    case .draft: [("text", .text)]
    case .consumers: [("consumers", .list(.reference("Consumer")))]
    case .events: [("events", .list(.anyObject)), ("last", .integer)]
    case .failed:
      [
        ("text", .text), ("kind?", .word(FailureKind.allCases.map(\.rawValue))),
        ("reason?", .word(RefusalReason.allCases.map(\.rawValue))),
      ]
    }
  }

  /// The parts of replies.
  static let components: [(name: String, schema: Schema)] = [
    (
      "Contact",
      .object([
        ("codename", .text), ("key", .text), ("name", .text), ("public_status?", .text),
        ("note?", .text), ("labels", .list(.text)),
        ("state", .word(["requested", "accepted", "blocked"])),
        ("is_online", .boolean), ("first_seen", .time), ("last_seen", .time),
        ("request_text?", .text), ("request_code?", .text),
      ])
    ),
    (
      "Message",
      .object([
        ("id", .integer), ("contact", .text), ("direction", .word(["in", "out"])),
        ("kind", .text), ("text", .text), ("sealed?", .text), ("is_cut?", .boolean),
        ("time", .time),
        ("status?", .word(["open", "closed"])), ("is_new?", .boolean), ("delivery?", .text),
        ("automatic?", .boolean), ("label?", .text), ("encryption?", .text),
        ("conversation_status?", .word(ConversationStatus.allCases.map(\.rawValue))),
        ("starred?", .boolean), ("assignee?", .text), ("erasing?", .time),
      ])
    ),
    (
      "Conversation",
      .object([
        ("contact", .text), ("name", .text),
        ("state", .word(["requested", "accepted", "blocked"])), ("labels", .list(.text)),
        ("status", .word(ConversationStatus.allCases.map(\.rawValue))), ("since", .time),
        ("starred", .boolean), ("assignee?", .text), ("unread", .integer),
        ("is_unread", .boolean), ("overdue?", .boolean), ("notes", .integer),
        ("newest", .reference("Message")),
      ])
    ),
    (
      "AuditEntry",
      .object([
        ("id", .integer), ("time", .time), ("author", .text),
        ("way", .word(Author.Way.allCases.map(\.rawValue))), ("operation", .text),
        ("conversation?", .integer), ("contact?", .text), ("count?", .integer), ("value?", .text),
      ])
    ),
    (
      "StaffMember",
      .object([
        ("name", .text), ("role", .word(StaffRole.allCases.map(\.rawValue))),
        ("passphrase", .boolean), ("totp", .boolean), ("created", .time),
        ("last_signed_in?", .time),
      ])
    ),
    (
      "Session",
      .object([
        ("id", .integer), ("name", .text), ("of_token", .boolean), ("browser", .text),
        ("created", .time), ("last_used", .time),
      ])
    ),
    (
      "Note",
      .object([
        ("id", .integer), ("contact", .text), ("author", .text), ("time", .time),
        ("text", .text), ("sealed?", .text),
      ])
    ),
    (
      "Broadcast",
      .object([
        ("id", .integer), ("label", .text), ("text", .text), ("time", .time), ("expires", .time),
        ("state", .text), ("remaining", .integer), ("sent", .integer), ("received", .integer),
        ("failed", .integer), ("expired", .integer),
      ])
    ),
    (
      "Confirmation",
      .object([
        ("id", .integer), ("contact", .text),
        ("state", .word(ConfirmationSummary.State.allCases.map(\.rawValue))), ("due", .time),
      ])
    ),
    (
      "File",
      .object([
        ("id", .integer), ("contact", .text), ("direction", .word(["in", "out"])),
        ("name", .text), ("claimed_name?", .text), ("size?", .integer),
        ("state", .word(FileItem.State.allCases.map(\.rawValue))), ("position", .integer),
        ("type?", .text), ("sha256?", .text), ("avatar?", .boolean), ("derived?", .boolean),
        ("failure?", .word(FileFailure.allCases.map(\.rawValue))), ("time", .time),
        ("sealed?", .text),
      ])
    ),
    (
      "Webhook",
      .object([
        ("name", .text), ("waiting", .integer), ("delivered", .integer), ("failed", .integer),
        ("expired", .integer), ("turned_away", .integer), ("paused_since?", .time),
        ("paused_by?", .text), ("failing_since?", .time),
      ])
    ),
    (
      "Hook",
      .object([
        ("hook", .text), ("verify", .text), ("received", .integer), ("repeated", .integer),
        ("failed", .integer), ("last?", .time), ("refused", .list(.reference("Refusal"))),
      ])
    ),
    (
      "Refusal", .object([("reason", .text), ("count", .integer), ("last", .time)])
    ),
    (
      "Delivery",
      .object([
        ("id", .integer), ("webhook_id", .text), ("webhook", .text), ("message?", .integer),
        ("state", .text), ("ending?", .text), ("attempts", .integer), ("time", .time),
        ("due?", .time), ("is_replayable", .boolean),
      ])
    ),
    (
      "Attempt",
      .object([
        ("time", .time), ("duration_milliseconds", .integer), ("status?", .integer),
        ("text?", .text), ("address?", .text), ("response?", .text),
      ])
    ),
    (
      "Token",
      .object([
        ("id", .integer), ("label", .text),
        ("scopes", .list(.word(Scope.allCases.map(\.rawValue)))), ("created", .time),
        ("last_used?", .time),
      ])
    ),
    (
      "Consumer",
      .object([
        ("name", .text), ("position", .integer), ("created", .time),
        ("last_acknowledged", .time), ("waiting", .integer), ("waiting_since?", .time),
      ])
    ),
    (
      "Problem",
      .object([
        ("type", .text), ("title", .text), ("status", .integer), ("detail", .text),
        ("scope?", .text),
      ])
    ),
  ]
}
