import GRDB
public import GatewayCore

/// How expired rows of a table are found: in ranges of rows, ordered by an indexed column. An index
/// by time would cost as much as the rows.
struct Aging: Sendable {
  /// The column.
  let key: String
  /// An SQL condition that narrows the rows to search.
  let bounds: String
  /// Forgets rows from before `:time` whose key is greater than `:after` and at most `:through`;
  /// with `:sparing` (1) unfinished ones are spared.
  let statement: String

  init(key: String = "id", bounds: String = "TRUE", _ statement: String) {
    self.key = key
    self.bounds = bounds
    self.statement = statement
  }

  /// For tables whose key is `id`.
  static let isLookedAt = "id > :after AND id <= :through"

  func stretch(of table: String) -> String {
    """
    SELECT max(key), count(*) FROM (
      SELECT \(key) AS key FROM \(table) WHERE \(key) > :after AND \(bounds)
      ORDER BY \(key) LIMIT :rows)
    """
  }
}

/// Where expiry continues.
public struct AgingPlace: Hashable, Sendable {
  fileprivate var table = 0
  fileprivate var after = Int64.min

  /// The beginning.
  public init() {}

  fileprivate init(table: Int) { self.table = table }
}

extension StoreTransaction {
  /// Forgets what came before a time, within the limit of one step.
  ///
  /// - Parameters:
  ///   - sparingOwed: leaves answers that wait for their receipt, and requests that wait for the
  ///     owner. Deliveries with attempts left are spared in any case, since their attempts end.
  ///     Those of a paused webhook are not: no attempts are made.
  ///   - place: where the previous step ended.
  ///   - rows: the number of rows to search. Deliveries of the same millisecond count as one.
  /// - Returns: where to continue; nil at the end.
  public func forget(
    olderThan time: UnixMilliseconds, sparingOwed: Bool, from place: AgingPlace = AgingPlace(),
    rows: Int, now: UnixMilliseconds
  ) throws(StoreError) -> (forgotten: Forgotten, next: AgingPlace?) {
    var forgotten = Forgotten()
    var place = place
    var room = rows
    while place.table < ForgettableTable.all.count {
      guard room > 0 else { return (forgotten, place) }
      let table = ForgettableTable.all[place.table]
      guard let aging = table.aging else {
        place = AgingPlace(table: place.table + 1)
        continue
      }
      var arguments: StatementArguments = [
        "time": time.rawValue, "sparing": sparingOwed, "after": place.after, "rows": room,
      ]
      let found = try row(aging.stretch(of: table.name), arguments) { row in
        (last: row[0] as Int64?, count: row[1] as Int)
      }
      if let found, let last = found.last {
        _ = arguments.append(contentsOf: ["through": last])
        try forget(aging.statement, of: table, with: arguments, now: now, &forgotten)
        place.after = last
      }
      let count = found?.count ?? 0
      if count < room { place = AgingPlace(table: place.table + 1) }
      room -= count
    }
    return (forgotten, nil)
  }
}
