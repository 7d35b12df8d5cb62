import Foundation
import GatewayCore

/// The time zones of this machine.
enum SystemZones {
  /// The offsets of a zone from 2020 to 2100.
  static func offsets(of name: String) throws(SettingMistake) -> ZoneOffsets {
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
    return ZoneOffsets(name: name, firstOffset: zone.milliseconds(at: first), changes: changes)
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
