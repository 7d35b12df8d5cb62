import GatewayCore
import Testing

@testable import Gateway

@Suite struct `A file of the time zone database` {
  private static func number(_ value: Int64, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * Int64(size - 1 - $0))) }
  }

  private static func header(times: Int64, types: Int64) -> [UInt8] {
    Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
      + [0, 0, 0, times, types, 4].flatMap { number($0, 4) }
  }

  /// Two changes, the second one back.
  private static func file(rule: String) -> [UInt8] {
    let old = header(times: 0, types: 1) + number(0, 4) + [0, 0] + Array("UTC\0".utf8)
    let types = number(3_600, 4) + [0, 0] + number(-7_200, 4) + [1, 0]
    return old + header(times: 2, types: 2) + number(1_000, 8) + number(2_000, 8) + [1, 0] + types
      + Array("ABC\0".utf8) + Array("\n\(rule)\n".utf8)
  }

  private func zone(_ file: ZoneFile) -> ZoneOffsets {
    let later = [1_500, 3_000].map {
      ZoneOffsets.Change(at: UnixMilliseconds($0 * 1_000), offset: 5)
    }
    return ZoneOffsets(
      name: "X", firstOffset: file.firstOffset, changes: file.changes(followedBy: later))
  }

  @Test func `lists its changes, and others follow where it has a rule`() throws {
    let file = try #require(ZoneFile(Self.file(rule: "A-1B,M3.5.0,M10.5.0/3")))
    let zone = zone(file)
    for (second, offset) in [
      (0, 3_600_000), (999, 3_600_000), (1_000, -7_200_000), (1_999, -7_200_000),
      (2_000, 3_600_000), (2_999, 3_600_000), (3_000, 5),
    ] as [(Int64, Int64)] {
      #expect(zone.offset(at: UnixMilliseconds(second * 1_000)) == offset, "\(second)")
    }
    let constant = try #require(ZoneFile(Self.file(rule: "A-1")))
    #expect(
      self.zone(constant).offset(at: UnixMilliseconds(3_000_000)) == 3_600_000)
  }

  @Test func `is refused where it is cut or changed, and never traps`() {
    let bytes = Self.file(rule: "")
    let end = bytes.count - 2
    for count in 0..<end { #expect(ZoneFile(Array(bytes.prefix(count))) == nil) }
    for index in bytes.indices {
      for value in [0, 1, 0x7F, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = value
        _ = ZoneFile(changed)
      }
    }
    #expect(ZoneFile(Array(repeating: 0xFF, count: 200)) == nil)
  }
}
