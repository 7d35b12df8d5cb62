/// A column with what people said, or with their identity: only the `Vault` writes it.
///
/// A test searches the schema for columns that are neither here nor in `OrdinaryColumns`.
public enum ContentColumn: String, Hashable, Sendable, CaseIterable {
  case itemContent = "items.content"
  case outboxText = "outbox.text"
  case deliveryBody = "deliveries.body"
  /// What a contact is told where an ask has no answer.
  case askFallback = "delivery_asks.fallback"
  /// The sentence about a failed attempt.
  case attemptError = "delivery_attempts.error"
  /// What a receiver answered.
  case deliveryResponse = "delivery_responses.response"
  case ruleFailureText = "rule_failures.text"
  case contactName = "contacts.name"
  case contactStatusMessage = "contacts.status_message"
  case contactPublicStatus = "contacts.public_status"
  case contactNote = "contacts.note"
  /// What the owner's people noted on a conversation.
  case noteContent = "notes.content"
  /// What one of them has begun to answer.
  case draftContent = "drafts.content"
  /// Where the contact was last reached.
  case contactNetworkHint = "contacts.network_hint"
  /// The text of the contact's request.
  case requestText = "contacts.request_text"
  /// The text of our request to it.
  case ownRequestText = "contacts.pending_message"
  /// What a rule stored.
  case value = "key_values.value"
  case timerPayload = "timers.payload"
  case broadcastText = "broadcasts.text"
  /// What a rule gave its question along.
  case confirmationData = "confirmations.data"
  /// What a consumer is told.
  case eventBody = "events.body"
  /// What the sender of a hook was answered.
  case hookAnswer = "hook_answers.body"
  case fileName = "files.name"
  /// Where the owner's file is that waits to be copied.
  case fileSource = "files.source"
  /// A known document is recognized by it.
  case fileDigest = "files.digest"
  /// The key of a sealed file's bytes, while the bot needs them.
  case fileKey = "files.key"
  /// What people need to read a sealed file: `SealedFileRecord`, behind its key.
  case fileRecord = "files.record"

  /// The reader of the content.
  public enum Reader: Hashable, Sendable {
    /// The bot itself, on this machine: content that it sends, passes to rules or shows to
    /// contacts.
    case bot
    /// The owner's people, on any machine on which they read.
    case people
  }

  public var reader: Reader {
    switch self {
    case .itemContent, .attemptError, .deliveryResponse, .ruleFailureText, .contactNote,
      .fileRecord, .noteContent:
      .people
    case .outboxText, .deliveryBody, .askFallback, .contactName, .contactStatusMessage,
      .contactPublicStatus,
      .contactNetworkHint, .requestText, .ownRequestText, .value, .timerPayload,
      .broadcastText, .confirmationData, .eventBody, .hookAnswer, .fileName, .fileSource,
      .fileDigest, .fileKey, .draftContent:
      .bot
    }
  }

  /// Whether a sealed home has it at all. What a contact's client says of itself comes again with
  /// each connection, and tells more than it is worth: a name may be the person's own.
  var isSealable: Bool {
    switch self {
    case .contactName, .contactStatusMessage: false
    default: true
    }
  }

  /// The size of every value in clear, in bytes, where it may begin with any byte; nil where none
  /// begins with the mark of what is sealed. A sealed one has another size.
  var clearSize: Int? { self == .fileDigest ? FileDigest.size : nil }

  /// Whether `ContentPolicy.held` keeps this column off the disk. Data about contacts, and values
  /// that rules store, are stored in any case.
  var isHoldable: Bool {
    switch self {
    case .itemContent, .outboxText, .deliveryBody, .askFallback, .deliveryResponse,
      .ruleFailureText, .eventBody, .hookAnswer, .fileName, .fileSource, .fileDigest,
      .fileKey, .fileRecord, .noteContent, .draftContent:
      true
    case .attemptError, .contactName, .contactStatusMessage, .contactPublicStatus, .contactNote,
      .contactNetworkHint, .requestText, .ownRequestText, .value, .timerPayload,
      .broadcastText, .confirmationData:
      false
    }
  }
}

/// Columns of text and bytes that are no content, each with the reason. The bot's own tables are in
/// `ForgettableTable.kept`.
enum OrdinaryColumns {
  static let all: [String: String] = [
    "contacts.key": "the network half needs it to reach the contact",
    "contacts.codename": "words from a keyed hash, which stand for the key",
    "contacts.request_code": "six random letters",
    "contacts.state": "a word of the program",
    "broadcasts.label": "a word of the owner's people, by which contacts are found",
    "broadcasts.state": "a word of the program",
    "broadcast_members.ending": "a word of the program",
    "confirmations.code": "four random digits",
    "confirmations.on_yes": "a name from the bot's file",
    "confirmations.on_no": "a name from the bot's file",
    "confirmations.answer": "a word of the program",
    "contact_labels.label": "a word of the owner's people, by which contacts are found",
    "items.direction": "a word of the program",
    "items.kind": "a word of the program",
    "items.status": "a word of the program",
    "items.label": "a word of the owner's people, by which the inbox is filtered",
    "items.encryption": "a word of the program and the ids of public keys",
    "triage.status": "a word of the program",
    "triage.assignee": "a name among the owner's people, by which the inbox is filtered",
    "read_marks.staff": "a name among the owner's people",
    "notes.author": "a name among the owner's people",
    "drafts.author": "a name among the owner's people",
    "outbox.kind": "a word of the program",
    "outbox.stamp": "a random id",
    "deliveries.webhook_id": "a random id",
    "deliveries.webhook": "a name from the bot's file",
    "deliveries.format": "a name from the bot's file",
    "deliveries.state": "a word of the program",
    "deliveries.ending": "a word of the program",
    "deliveries.taken_address": "the receiver's place, as the bot's file names it",
    "delivery_attempts.address": "the receiver's place, as the bot's file names it",
    "rule_failures.reason": "a word of the program",
    "rule_failures.file": "the path of the bot's file",
    "hook_answers.hook": "a name from the bot's file",
    "hook_answers.request": "a keyed hash",
    "hook_answers.type": "a word of the program",
    "key_values.key": "a name from the bot's file; the contact's key, as in contacts",
    "timers.name": "a name from the bot's file",
    "handled_stamps.stamp": "a random id",
    "files.direction": "a word of the program",
    "files.state": "a word of the program",
    "files.failure": "a word of the program",
    "files.file_id": "an id that the sending client chose",
    "files.media_type": "a media type",
  ]
}
