import GRDB
public import GatewayCore

/// Questions that wait for a contact's answer. The row goes in the transaction that applies what
/// the handler asks for: whenever the process is killed, there is one outcome. That of a question
/// of the owner stays in the row for a while.
extension StoreReader {
  private static let selectConfirmation = """
    SELECT f.id, c.key, code, on_yes, on_no, data FROM confirmations f
    JOIN contacts c ON c.id = f.contact
    """

  private func decodeConfirmation(_ row: Row) throws -> OpenConfirmation {
    OpenConfirmation(
      id: row[0], contact: try row.key(1), code: ConfirmationCode(text: row[2]),
      onYes: row.text(3).isEmpty ? nil : row.text(3), onNo: row.optionalText(4),
      data: try vault.text(row[5], of: .confirmationData))
  }

  /// Those of a contact, the oldest first.
  public func confirmations(of key: ContactKey) throws(StoreError) -> [OpenConfirmation] {
    try rows(
      "\(Self.selectConfirmation) WHERE c.key = ? AND answer IS NULL ORDER BY f.id", [key.data],
      decode: decodeConfirmation)
  }

  /// Those whose time is over, the earliest first.
  public func dueConfirmations(
    now: UnixMilliseconds, limit: Int
  ) throws(StoreError) -> [OpenConfirmation] {
    try rows(
      "\(Self.selectConfirmation) WHERE f.due <= ? AND answer IS NULL ORDER BY f.due, f.id LIMIT ?",
      [now.rawValue, limit], decode: decodeConfirmation)
  }

  /// When the next one ends without an answer.
  public func nextConfirmationDue() throws(StoreError) -> UnixMilliseconds? {
    try row("SELECT due FROM confirmations WHERE answer IS NULL ORDER BY due LIMIT 1") {
      $0.time(0)
    }
  }

  /// A question of the owner.
  public func ownConfirmation(_ id: Int64) throws(StoreError) -> ConfirmationSummary? {
    try row(
      """
      SELECT f.id, c.codename, answer, due FROM confirmations f JOIN contacts c ON c.id = f.contact
      WHERE f.id = ? AND on_yes = ''
      """, [id]
    ) { row in
      let answer = (row[2] as String?).flatMap(ConfirmationResult.Answer.init)
      return ConfirmationSummary(
        id: row[0], contact: row[1], state: .init(answer), due: row.time(3))
    }
  }
}

extension StoreTransaction {
  /// - Parameter code: a code, which may be one that another question of the contact has.
  /// - Returns: the code of the question.
  public func store(
    _ confirmation: NewConfirmation, to key: ContactKey, code: () -> ConfirmationCode,
    now: UnixMilliseconds
  ) throws(StoreError) -> ConfirmationCode {
    let taken = Set(try confirmations(of: key).map(\.code))
    var code = code()
    while taken.contains(code) {
      code = ConfirmationCode(number: (UInt64(code.text) ?? 0) + 1)
    }
    countBytes(confirmation.data.utf8.count)
    try run(
      """
      INSERT INTO confirmations (contact, code, on_yes, on_no, data, due, wait)
      SELECT id, ?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), ?, ?
      FROM contacts WHERE key = ?
      """,
      [
        code.text, (confirmation.onYes ?? "").data, confirmation.onNo?.data,
        vault.put(confirmation.data, in: .confirmationData)?.data,
        now.rawValue + confirmation.timeout, confirmation.timeout, key.data,
      ])
    return code
  }

  public func close(
    _ confirmation: OpenConfirmation, with answer: ConfirmationResult.Answer
  ) throws(StoreError) {
    guard confirmation.onYes == nil else {
      try run("DELETE FROM confirmations WHERE id = ?", [confirmation.id])
      return
    }
    try run(
      "UPDATE confirmations SET answer = ? WHERE id = ?", [answer.rawValue, confirmation.id])
    try run(
      "DELETE FROM confirmations WHERE answer IS NOT NULL AND id <= ?",
      [confirmation.id - Self.outcomesKept])
  }

  /// Questions of the owner whose outcome can be looked up.
  private static let outcomesKept: Int64 = 10_000

  /// The number of the question that was stored last.
  public var lastConfirmation: Int64 { database.lastInsertedRowID }
}
