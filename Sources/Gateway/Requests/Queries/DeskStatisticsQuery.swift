package import GatewayCore
import GatewayEngine
import GatewayStore

/// How much came in on the last days, and how soon a person answered.
package struct DeskStatisticsQuery: HomeQuery {
  package static let name = "desk_statistics"
  package static let scope = Scope.read
  package static let isLong = true

  /// How many days, of which the last one is today.
  package var days: Int

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    guard (1...DeskStatistics.daysMax).contains(days) else {
      throw .invalid("Statistics are of 1 to \(DeskStatistics.daysMax) days.")
    }
    return try reader.storing { () throws(StoreError) in
      .value(.statistics(try reader.deskStatistics(dayCount: days, now: now)))
    }
  }
}

extension Query where Self == DeskStatisticsQuery {
  package static func deskStatistics(days: Int = 30) -> Self { Self(days: days) }
}
