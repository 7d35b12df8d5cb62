import GRDB
public import GatewayCore

/// How what is too old is found in a table: among so many rows at a time, in the order of a column
/// that has an index. An index by time would cost as much as the rows.
struct Aging: Sendable {
  /// The column.
  let key: String
  /// Which rows are looked at, where that can be told by less than all of them.
  let bounds: String
  /// Forgets what came before `:time` among the rows whose key is behind `:after` and not behind
  /// `:through`; with `:sparing` (1) not what is owed.
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

/// Where forgetting what is too old goes on.
public struct AgingPlace: Hashable, Sendable {
  fileprivate var table = 0
  fileprivate var after = Int64.min

  /// The beginning.
  public init() {}

  fileprivate init(table: Int) { self.table = table }
}

extension StoreTransaction {
  /// Forgets what came before a time, as far as one step goes.
  ///
  /// - Parameters:
  ///   - sparingOwed: leaves answers that wait for their receipt, and requests that wait for the
  ///     owner. Deliveries that still have attempts stay in any case: those end. The ones of a
  ///     paused webhook have none.
  ///   - place: where the step before ended.
  ///   - rows: to look at. Deliveries of the same millisecond are one.
  /// - Returns: where to go on; nil at the end.
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
        try forget(aging.statement, of: table, arguments, now: now, &forgotten)
        place.after = last
      }
      let count = found?.count ?? 0
      if count < room { place = AgingPlace(table: place.table + 1) }
      room -= count
    }
    return (forgotten, nil)
  }
}
