import GatewayCore

/// A compiled file of the time zone database: the changes that it lists, and whether it has a rule
/// for the time behind them.
///
/// - Spec: RFC 9636, "The TZif Format", versions 2 and later.
struct ZoneFile: Hashable {
  let firstOffset: Int64
  let changes: [ZoneOffsets.Change]
  /// The changes go on by a rule, which is not read here.
  let hasRule: Bool

  /// - Returns: nil for bytes that are no such file.
  init?(_ bytes: [UInt8]) {
    var reader = BigEndianReader(bytes)
    guard let first = Header(&reader), first.version >= 2,
      reader.skip(first.length(timeSize: 4)), let header = Header(&reader)
    else { return nil }
    var times: [Int64] = []
    for _ in 0..<header.timeCount {
      guard let time = reader.integer(8) else { return nil }
      times.append(time)
    }
    guard let types = reader.take(header.timeCount) else { return nil }
    var offsets: [Int64] = []
    for _ in 0..<header.typeCount {
      guard let seconds = reader.integer(4), reader.skip(2) else { return nil }
      offsets.append(seconds * 1_000)
    }
    guard let first = offsets.first, types.allSatisfy({ Int($0) < offsets.count }),
      zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }),
      reader.skip(header.restLength)
    else { return nil }
    // Times before the year 1 stand for the beginning of time.
    firstOffset = first
    changes = zip(times, types).filter { $0.0 > -62_135_596_800 && $0.0 < 253_402_300_800 }
      .map { time, type in
        ZoneOffsets.Change(at: UnixMilliseconds(time * 1_000), offset: offsets[Int(type)])
      }
    hasRule = reader.rest.contains(UInt8(ascii: ","))
  }

  /// The changes with those behind the last one that the file lists, where its rule goes on.
  func changes(followedBy later: [ZoneOffsets.Change]) -> [ZoneOffsets.Change] {
    guard hasRule else { return changes }
    let last = changes.last?.at ?? UnixMilliseconds(.min)
    return changes + later.filter { $0.at > last }
  }

  private struct Header {
    let version: UInt8
    let timeCount: Int
    let typeCount: Int
    private let counts: [Int]

    init?(_ reader: inout BigEndianReader) {
      guard let magic = reader.take(4), magic.elementsEqual("TZif".utf8),
        let version = reader.take(1)?.first, reader.skip(15)
      else { return nil }
      var counts: [Int] = []
      for _ in 0..<6 {
        guard let count = reader.integer(4), (0...Self.countMax).contains(count) else { return nil }
        counts.append(Int(count))
      }
      self.version = version < UInt8(ascii: "2") ? 1 : 2
      self.counts = counts
      (timeCount, typeCount) = (counts[3], counts[4])
    }

    private static let countMax: Int64 = 100_000

    /// Bytes behind the types: their names, leap seconds, and two kinds of marks.
    var restLength: Int { length(leapSize: 12) }

    func length(timeSize: Int) -> Int {
      timeCount * (timeSize + 1) + typeCount * 6 + length(leapSize: timeSize + 4)
    }

    private func length(leapSize: Int) -> Int {
      counts[5] + counts[2] * leapSize + counts[1] + counts[0]
    }
  }
}

/// Reads big-endian numbers from the front of bytes.
private struct BigEndianReader {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  mutating func skip(_ count: Int) -> Bool { take(count) != nil }

  /// A signed number of so many bytes.
  mutating func integer(_ size: Int) -> Int64? {
    guard let bytes = take(size) else { return nil }
    let number = bytes.reduce(Int64(0)) { $0 << 8 | Int64($1) }
    return size == 4 ? Int64(Int32(truncatingIfNeeded: number)) : number
  }
}
