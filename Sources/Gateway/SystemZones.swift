import Foundation
import GatewayCore

/// The time zones of this machine: by its time zone database, which is kept up to date, and behind
/// the years that this lists by the one that comes with Foundation.
enum SystemZones {
  private static let folder = "/usr/share/zoneinfo/"

  static func offsets(of name: String) throws(SettingMistake) -> ZoneOffsets {
    // Only names that are some: others might be paths.
    let known = try builtIn(name)
    guard let data = FileManager.default.contents(atPath: folder + name),
      let file = ZoneFile([UInt8](data))
    else {
      return ZoneOffsets(name: name, firstOffset: known.firstOffset, changes: known.changes)
    }
    return ZoneOffsets(
      name: name, firstOffset: file.firstOffset,
      changes: file.changes(followedBy: known.changes))
  }

  /// The offsets of a zone from 2020 to 2100, as Foundation knows them.
  static func builtIn(
    _ name: String
  ) throws(SettingMistake) -> (firstOffset: Int64, changes: [ZoneOffsets.Change]) {
    guard let zone = TimeZone(identifier: name) else {
      throw SettingMistake("is no time zone that this machine knows: write one like Europe/Berlin")
    }
    var changes: [ZoneOffsets.Change] = []
    var date = first
    while let next = zone.nextDaylightSavingTimeTransition(after: date), next > date, next < last {
      changes.append(
        ZoneOffsets.Change(at: milliseconds(next), offset: zone.milliseconds(at: next)))
      date = next
    }
    return (zone.milliseconds(at: first), changes)
  }

  private static let first = Date(timeIntervalSince1970: 1_577_836_800)
  private static let last = Date(timeIntervalSince1970: 4_102_444_800)

  private static func milliseconds(_ date: Date) -> UnixMilliseconds {
    UnixMilliseconds(Int64((date.timeIntervalSince1970 * 1_000).rounded()))
  }
}

extension TimeZone {
  fileprivate func milliseconds(at date: Date) -> Int64 { Int64(secondsFromGMT(for: date)) * 1_000 }
}
