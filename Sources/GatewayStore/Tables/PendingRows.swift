import GatewayCore

/// Rows that a transaction writes together: one statement with many rows costs SQLite half of what
/// many statements cost.
struct PendingRows {
  struct ItemRow {
    var id: Int64
    var conversation: Int64
    var direction: Item.Direction
    var kind: Item.Kind
    var content: VaultedContent
    var at: UnixMilliseconds
    var inInbox: Bool
    /// The message that it answers.
    var answers: Int64?
    var fingerprint: Fingerprint?
    var encryption: TextEncryption?
  }

  struct Answer {
    var id: Int64
    var conversation: Int64
    var kind: InboundMessage.Kind
    var text: VaultedContent
    var createdAt: UnixMilliseconds
    var stamp: MessageStamp?
    /// The answer that it is a part of.
    var answer: Int64?
    var lifetime: Int64?
  }

  struct Delivery {
    var id: Int64
    var new: NewDelivery
    var body: VaultedContent
    /// Set where the contact is known.
    var contact: Int64?
    var message: Int64?
    var createdAt: UnixMilliseconds
    /// nil: it waits for an older one of its lane.
    var due: UnixMilliseconds?
    /// Milliseconds from now until it may leave.
    var wait: Int64
  }

  var items: [ItemRow] = []
  var answers: [Answer] = []
  private(set) var deliveries: [Delivery] = []
  /// Identifiers of the deliveries.
  private(set) var lanes: Set<DeliveryLane> = []

  var isEmpty: Bool { items.isEmpty && answers.isEmpty && deliveries.isEmpty }

  mutating func append(_ delivery: Delivery) {
    deliveries.append(delivery)
    lanes.insert(DeliveryLane(webhook: delivery.new.webhook, contact: delivery.contact))
  }

  /// Rows of one statement.
  static let rowsPerStatement = 16

  /// "INSERT … VALUES (?, ?), (?, ?), …", built once.
  private static func insert(into columns: String, row: String, rows: Int) -> String {
    "INSERT OR FAIL INTO \(columns) VALUES "
      + Array(repeating: row, count: rows).joined(separator: ", ")
  }

  private static let itemColumns =
    """
    items (id, conversation, direction, kind, content, is_sealed, at, in_inbox, answers, fingerprint,
      encryption)
    """
  private static let itemRow = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
  static let insertItem = insert(into: itemColumns, row: itemRow, rows: 1)
  static let insertItems = insert(into: itemColumns, row: itemRow, rows: rowsPerStatement)

  private static let answerColumns =
    "outbox (id, conversation, kind, text, created_at, stamp, stamp_seconds, answer, lifetime)"
  private static let answerRow = "(?, ?, ?, ?, ?, ?, ?, ?, ?)"
  static let insertAnswer = insert(into: answerColumns, row: answerRow, rows: 1)
  static let insertAnswers = insert(into: answerColumns, row: answerRow, rows: rowsPerStatement)

  private static let deliveryColumns =
    """
    deliveries (id, webhook_id, webhook, contact, message, format, body, created_at, due, wait)
    """
  private static let deliveryRow = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
  static let insertDelivery = insert(into: deliveryColumns, row: deliveryRow, rows: 1)
  static let insertDeliveries = insert(
    into: deliveryColumns, row: deliveryRow, rows: rowsPerStatement)
}

extension StoreTransaction {
  func writePending() throws(StoreError) {
    guard !pending.isEmpty else { return }
    // Taken first: each statement would write what is pending.
    var rows = PendingRows()
    swap(&rows, &pending)
    try insert(rows.items, one: PendingRows.insertItem, many: PendingRows.insertItems)
    try insert(rows.answers, one: PendingRows.insertAnswer, many: PendingRows.insertAnswers)
    try insert(
      rows.deliveries, one: PendingRows.insertDelivery, many: PendingRows.insertDeliveries)
  }

  private func insert(
    _ rows: [some PendingRow], one: String, many: String
  ) throws(StoreError) {
    var rest = rows[...]
    while rest.count >= PendingRows.rowsPerStatement {
      try insert(rest.prefix(PendingRows.rowsPerStatement), try fast(many))
      rest = rest.dropFirst(PendingRows.rowsPerStatement)
    }
    guard !rest.isEmpty else { return }
    let statement = try fast(one)
    for index in rest.indices { try insert(rest[index...index], statement) }
  }

  private func insert<Row: PendingRow>(
    _ rows: ArraySlice<Row>, _ statement: FastStatement
  ) throws(StoreError) {
    var column = 1
    for row in rows {
      row.bind(to: statement, from: column)
      column += Row.columnCount
    }
    try statement.execute()
  }
}

/// A row that binds itself into a multi-row statement.
private protocol PendingRow {
  static var columnCount: Int { get }
  func bind(to statement: FastStatement, from column: Int)
}

extension PendingRows.ItemRow: PendingRow {
  static var columnCount: Int { 11 }

  func bind(to statement: FastStatement, from column: Int) {
    statement.bind(column, id)
    statement.bind(column + 1, conversation)
    statement.bind(column + 2, direction == .inbound ? "in" : "out")
    statement.bind(column + 3, kind.column)
    statement.bind(column + 4, bytes: content)
    statement.bind(column + 5, content.isSealed)
    statement.bind(column + 6, at.rawValue)
    statement.bind(column + 7, inInbox)
    statement.bind(column + 8, answers)
    statement.bind(column + 9, fingerprint.map { Int64(bitPattern: $0.rawValue) })
    statement.bind(column + 10, text: encryption?.text)
  }
}

extension PendingRows.Answer: PendingRow {
  static var columnCount: Int { 9 }

  func bind(to statement: FastStatement, from column: Int) {
    statement.bind(column, id)
    statement.bind(column + 1, conversation)
    statement.bind(column + 2, Item.Kind(kind).column)
    statement.bind(column + 3, text: text)
    statement.bind(column + 4, createdAt.rawValue)
    statement.bind(column + 5, bytes: stamp?.id)
    statement.bind(column + 6, (stamp?.seconds).map(Int64.init))
    statement.bind(column + 7, answer)
    statement.bind(column + 8, lifetime)
  }
}

extension PendingRows.Delivery: PendingRow {
  static var columnCount: Int { 10 }

  func bind(to statement: FastStatement, from column: Int) {
    statement.bind(column, id)
    statement.bind(column + 1, text: new.webhookID)
    statement.bind(column + 2, text: new.webhook)
    statement.bind(column + 3, contact)
    statement.bind(column + 4, message)
    statement.bind(column + 5, text: new.format)
    statement.bind(column + 6, text: body)
    statement.bind(column + 7, createdAt.rawValue)
    statement.bind(column + 8, due?.rawValue)
    statement.bind(column + 9, wait)
  }
}

extension Item.Kind {
  fileprivate var column: StaticString {
    switch self {
    case .text: "text"
    case .action: "action"
    case .file: "file"
    case .notice: "notice"
    }
  }
}
