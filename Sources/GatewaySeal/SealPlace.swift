/// Where a sealed value stands. It is part of the value's key: one that is moved does not open.
public struct SealPlace: Hashable, Sendable {
  /// "TABLE.COLUMN".
  public var column: String
  /// The number of its row, or of the row that it belongs to; 0 where there is none yet.
  public var row: Int64

  public init(column: String, row: Int64 = 0) {
    self.column = column
    self.row = row
  }
}
