/// How the rows of one table are forgotten: a statement for each reason, or none where the reason
/// does not concern the table.
///
/// A new table with any personal data is added to `all`, any other to `kept`. A test fills every
/// column of every table; it fails where a table is in neither, and where a statement leaves
/// something behind.
struct ForgettableTable: Sendable {
  let name: String
  /// Erases with a message: `:message` is its number, `:contact` its contact's row.
  var ofMessage: String?
  /// Erases with a contact: `:contact` is its row, `:first` and `:last` bound the numbers of its
  /// messages, `:values` is the prefix of the keys that rules store for it.
  var ofContact: String?
  /// Erases what is older than a time.
  var aging: Aging?
  /// SQLite deletes the rows along with those of this other table.
  var goesWith: String?

  /// In this order, so that rows are deleted before the rows that they refer to.
  static let all: [ForgettableTable] = [
    deliveries, ForgettableTable(name: "delivery_attempts", goesWith: "deliveries"),
    ForgettableTable(name: "delivery_asks", goesWith: "deliveries"),
    ForgettableTable(name: "delivery_responses", goesWith: "deliveries"), ruleFailures, events,
    outbox, timers, keyValues, handledStamps, contactLabels,
    confirmations, broadcastMembers, broadcasts, hookAnswers, contacts, files, items,
    ForgettableTable(name: "erasures", goesWith: "items"), itemSpans, notes, drafts, triage,
    ForgettableTable(name: "read_marks", goesWith: "triage"),
    conversations,
  ]

  /// Tables without personal data, with their content.
  static let kept: [String: String] = [
    "audit": "names of the owner's people, words of the program, and numbers of conversations",
    "consumers": "names that programs gave themselves, and numbers of events",
    "answered_requests": "keyed hashes of requests, and the numbers of what they made",
    "counters": "the last number of messages, quotas of all, and the time as the home knows it",
    "envelopes": "random keys, sealed to the owner's people, with random numbers",
    "hooks": "names from the bot's file, and counts",
    "hook_refusals": "names from the bot's file, words of the program, and counts",
    "identity": "the key of the bot",
    "meta": "small values of the bot, and DHT nodes",
    "notice_schedules": "names from the bot's file, counts and times",
    "schedules": "times from the bot's file, and when they ran",
    "sqlite_sequence": "SQLite's counters",
    "staff_members": "names of the owner's people, hashes of passphrases, and keys of codes",
    "tokens": "keyed hashes of tokens, with the owner's own labels",
    "web_sessions": "keyed hashes of sessions of the owner's people, and names of browsers",
    "webhooks": "names from the bot's file, hashes of their settings, and counts",
  ]

  /// Returns a delivery's webhook and contact, which name its lane, and its state.
  private static let returningDelivery = "RETURNING webhook, contact, state, ifnull(ending, '')"

  /// A contact's deliveries: of its messages, those that wait, and those whose message was erased
  /// by its age.
  private static let deliveriesOfContact = """
    SELECT id FROM deliveries WHERE message IN (
      SELECT id FROM items WHERE id BETWEEN :first AND :last AND conversation = :contact)
    UNION SELECT id FROM deliveries WHERE contact = :contact AND state = 'pending'
      AND webhook IN (SELECT name FROM webhooks)
    UNION SELECT id FROM deliveries WHERE contact = :contact AND message IS NULL
    UNION SELECT id FROM deliveries WHERE contact = :contact AND message >= :first
      AND message < ifnull((SELECT min(id) FROM items), 9223372036854775807)
    """

  /// The first delivery of the searched ones that stays. Those behind it are newer.
  private static let firstYoungDelivery = """
    ifnull((
      SELECT id FROM (
        SELECT id, created_at FROM deliveries WHERE id > :after ORDER BY id LIMIT :rows)
      WHERE created_at >= :time ORDER BY id LIMIT 1), 9223372036854775807)
    """

  private static let deliveries = ForgettableTable(
    name: "deliveries",
    ofMessage: "DELETE FROM deliveries WHERE message = :message \(returningDelivery)",
    ofContact: """
      DELETE FROM deliveries WHERE id IN (\(deliveriesOfContact)) \(returningDelivery)
      """,
    aging: Aging(
      bounds: "id < \(firstYoungDelivery)",
      """
      DELETE FROM deliveries WHERE \(Aging.isLookedAt) AND created_at < :time
        AND (state <> 'pending'
          OR webhook IN (SELECT name FROM webhooks WHERE paused_at IS NOT NULL))
      \(returningDelivery)
      """))

  /// Erases the oldest finished deliveries, `:rows` at most.
  static let finishedDeliveries = """
    DELETE FROM deliveries WHERE id IN (
      SELECT id FROM deliveries WHERE state <> 'pending' ORDER BY id LIMIT :rows)
    \(returningDelivery)
    """

  static let oneDelivery = "DELETE FROM deliveries WHERE id = :id \(returningDelivery)"

  private static let ruleFailures = ForgettableTable(
    name: "rule_failures",
    ofMessage: "DELETE FROM rule_failures WHERE message = :message",
    ofContact: """
      DELETE FROM rule_failures WHERE contact = :contact
        OR message IN (SELECT id FROM items WHERE id BETWEEN :first AND :last
          AND conversation = :contact)
      """,
    aging: Aging("DELETE FROM rule_failures WHERE \(Aging.isLookedAt) AND at < :time"))

  private static let events = ForgettableTable(
    name: "events",
    ofMessage: "DELETE FROM events WHERE message = :message",
    ofContact: "DELETE FROM events WHERE contact = :contact",
    aging: Aging(
      key: "seq", "DELETE FROM events WHERE seq > :after AND seq <= :through AND at < :time"))

  /// Returns the numbers: a client may wait for a receipt.
  private static let outbox = ForgettableTable(
    name: "outbox",
    ofMessage: """
      DELETE FROM outbox WHERE conversation = :contact AND id > :message AND answer = :message
      RETURNING id
      """,
    ofContact: "DELETE FROM outbox WHERE conversation = :contact RETURNING id",
    aging: Aging(
      """
      DELETE FROM outbox WHERE \(Aging.isLookedAt) AND NOT :sparing AND created_at < :time
        AND id < \(firstYoung)
      RETURNING id
      """))

  /// The oldest message that stays. Those behind it count as newer, even if a clock that had lost
  /// its time dated them earlier.
  private static let firstYoung = """
    ifnull((SELECT id FROM items WHERE at >= :time AND id >= ifnull(
      (SELECT min(first) FROM item_spans WHERE latest >= :time OR earliest >= :time),
      9223372036854775807)
      ORDER BY id LIMIT 1), 9223372036854775807)
    """

  private static let items = ForgettableTable(
    name: "items",
    ofMessage: "DELETE FROM items WHERE id = :message",
    ofContact: "DELETE FROM items WHERE id BETWEEN :first AND :last AND conversation = :contact",
    aging: Aging(
      bounds: """
        id >= (SELECT min(first) FROM item_spans WHERE earliest < :time) AND id < \(firstYoung)
        """,
      "DELETE FROM items WHERE \(Aging.isLookedAt) AND at < :time"))

  /// Returns the numbers: their bytes are in the home.
  private static let files = ForgettableTable(
    name: "files",
    ofMessage: "DELETE FROM files WHERE item = :message RETURNING item",
    ofContact: "DELETE FROM files WHERE conversation = :contact RETURNING item",
    aging: Aging(
      key: "item", bounds: "item < \(firstYoung)",
      """
      DELETE FROM files WHERE item > :after AND item <= :through AND at < :time
        AND NOT (:sparing AND state IN ('accepted', 'waiting'))
      RETURNING item
      """))

  /// Only spans that contain the contact's messages are searched: there is one for each hour of the
  /// bot's life. The last one is still in use: new messages belong to it.
  private static let itemSpans = ForgettableTable(
    name: "item_spans",
    ofContact: """
      DELETE FROM item_spans WHERE first IN (
        SELECT first FROM (
          SELECT first, lead(first) OVER (ORDER BY first) AS next FROM item_spans
          WHERE first >= ifnull(
              (SELECT max(first) FROM item_spans WHERE first <= :first), :first)
            AND first <= ifnull(
              (SELECT min(first) FROM item_spans WHERE first > :last), :last))
        WHERE next > :first AND first <= :last
          AND NOT EXISTS (SELECT 1 FROM items WHERE id >= first AND id < next))
      """,
    aging: Aging(
      key: "first",
      """
      DELETE FROM item_spans WHERE first > :after AND first <= :through AND latest < :time
        AND first < (SELECT max(first) FROM item_spans)
      """))

  private static let notes = ForgettableTable(
    name: "notes",
    ofContact: "DELETE FROM notes WHERE conversation = :contact",
    aging: Aging("DELETE FROM notes WHERE \(Aging.isLookedAt) AND at < :time"))

  private static let drafts = ForgettableTable(
    name: "drafts",
    ofContact: "DELETE FROM drafts WHERE conversation = :contact",
    aging: Aging("DELETE FROM drafts WHERE \(Aging.isLookedAt) AND at < :time"))

  /// After the items: what is left in the inbox decides. Where nothing is, the row goes too: see
  /// `forget(message:)`.
  private static let triage = ForgettableTable(
    name: "triage",
    ofMessage: """
      UPDATE triage SET newest = \(newestKept("TRUE")), newest_in = \(newestKept("direction = 'in'"))
      WHERE conversation = :contact AND :message IN (newest, newest_in)
      """,
    ofContact: "DELETE FROM triage WHERE conversation = :contact",
    aging: Aging(
      key: "conversation", bounds: "newest < \(firstYoung)",
      """
      DELETE FROM triage WHERE conversation > :after AND conversation <= :through
        AND newest < \(firstYoung)
      """))

  private static func newestKept(_ condition: String) -> String {
    """
    ifnull((SELECT m.id FROM items m INDEXED BY items_in_inbox
      WHERE m.in_inbox AND m.conversation = :contact AND \(condition) AND m.id <= newest
      ORDER BY m.id DESC LIMIT 1), 0)
    """
  }

  private static let conversations = ForgettableTable(
    name: "conversations", ofContact: "DELETE FROM conversations WHERE id = :contact")

  private static let keyValues = ForgettableTable(
    name: "key_values",
    ofContact: """
      DELETE FROM key_values WHERE key >= :values AND key < :values || char(0x10FFFF)
      """)

  private static let timers = ForgettableTable(
    name: "timers", ofContact: "DELETE FROM timers WHERE contact = :contact")

  private static let contactLabels = ForgettableTable(
    name: "contact_labels", ofContact: "DELETE FROM contact_labels WHERE contact = :contact")

  private static let confirmations = ForgettableTable(
    name: "confirmations", ofContact: "DELETE FROM confirmations WHERE contact = :contact")

  private static let broadcastMembers = ForgettableTable(
    name: "broadcast_members", ofContact: "DELETE FROM broadcast_members WHERE contact = :contact")

  private static let broadcasts = ForgettableTable(
    name: "broadcasts",
    aging: Aging("DELETE FROM broadcasts WHERE \(Aging.isLookedAt) AND created_at < :time"))

  /// What its sender repeats a request by outlives the answer's text.
  private static let hookAnswers = ForgettableTable(
    name: "hook_answers",
    aging: Aging(
      key: "seq",
      """
      UPDATE hook_answers SET body = NULL
      WHERE seq > :after AND seq <= :through AND at < :time AND body IS NOT NULL
      """))

  /// A message's id outlives the message: a client that sends it again is recognized.
  private static let handledStamps = ForgettableTable(
    name: "handled_stamps", ofContact: "DELETE FROM handled_stamps WHERE contact = :contact")

  /// A message erases the request with the same text: clients send it as the first message. Sealed
  /// texts can't be compared, so the request is erased in any case: a request that still waits has
  /// no message.
  private static let contacts = ForgettableTable(
    name: "contacts",
    ofMessage: """
      UPDATE contacts SET request_text = NULL
      WHERE id = :contact AND request_text IS NOT NULL AND (
        SELECT is_sealed OR content = CAST(request_text AS BLOB) FROM items WHERE id = :message)
      """,
    ofContact: "DELETE FROM contacts WHERE id = :contact",
    aging: Aging(
      """
      UPDATE contacts SET request_text = NULL
      WHERE \(Aging.isLookedAt) AND request_text IS NOT NULL AND first_seen < :time
        AND NOT (:sparing AND state = 'requested')
      """))
}
