import Foundation
import GRDB
public import GatewayCore

/// The progress of the schedules in the bot's file. It is written in the transaction that applies
/// the effects of a run: whenever the process is killed, each time runs once.
extension StoreTransaction {
  /// Reads the progress of schedules. New ones begin now, and those that the file no longer has are
  /// forgotten.
  ///
  /// - Parameter names: those of the file.
  /// - Returns: in the order of the names.
  public func scheduleProgress(
    of names: [String], now: UnixMilliseconds
  ) throws(StoreError) -> [ScheduleProgress] {
    let stored = try rows("SELECT name, since, runs FROM schedules ORDER BY name") { row in
      (
        name: row[0] as String,
        progress: ScheduleProgress(since: row.time(1), runs: [UnixMilliseconds](data: row[2]))
      )
    }
    for old in stored where !names.contains(old.name) {
      try run("DELETE FROM schedules WHERE name = ?", [old.name])
    }
    var all: [ScheduleProgress] = []
    for name in names {
      let known = stored.first { $0.name == name }?.progress
      all.append(known ?? ScheduleProgress(since: now))
      if known == nil { try setScheduleProgress(all[all.count - 1], of: name) }
    }
    return all
  }

  public func setScheduleProgress(
    _ progress: ScheduleProgress, of name: String
  ) throws(StoreError) {
    try run(
      "INSERT OR REPLACE INTO schedules (name, since, runs) VALUES (?, ?, ?)",
      [name, progress.since.rawValue, progress.runs.data])
  }
}

extension [UnixMilliseconds] {
  fileprivate init(data: Data) {
    let bytes = [UInt8](data)
    self = stride(from: 0, to: bytes.count - 7, by: 8).map { start in
      UnixMilliseconds(bytes[start..<start + 8].reduce(0) { $0 << 8 | Int64($1) })
    }
  }

  fileprivate var data: Data {
    Data(
      flatMap { time in
        stride(from: Int64(56), through: 0, by: -8).map {
          UInt8(truncatingIfNeeded: time.rawValue >> $0)
        }
      })
  }
}
