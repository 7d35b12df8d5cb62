import GRDB
public import GatewayCore

/// Numbers about a home: for metrics.
public struct HomeFigures: Sendable {
  public var contacts: [ContactState: Int]
  /// Messages and answers of the inbox, and those of contacts that no person was shown.
  public var inbox: Int
  public var unread: Int
  /// Parts of answers that no contact has received yet.
  public var outbox: Int
  public var databaseBytes: Int64
}

extension StoreReader {
  public func figures() throws(StoreError) -> HomeFigures {
    var contacts: [ContactState: Int] = [:]
    let counted = try rows("SELECT state, count(*) FROM contacts GROUP BY state") {
      (try $0.word(0) as ContactState, $0[1] as Int)
    }
    for (state, count) in counted { contacts[state] = count }
    let inbox = try row(
      """
      SELECT count(*), ifnull(sum(direction = 'in' AND NOT is_read), 0)
      FROM items INDEXED BY items_in_inbox WHERE in_inbox
      """
    ) { (count: $0[0] as Int, unread: $0[1] as Int) }
    return HomeFigures(
      contacts: contacts, inbox: inbox?.count ?? 0, unread: inbox?.unread ?? 0,
      outbox: try row("SELECT count(*) FROM outbox") { $0[0] as Int } ?? 0,
      databaseBytes: try number("PRAGMA page_count") * number("PRAGMA page_size"))
  }
}
