/// A number of bytes as written in a bot's file.
public struct ByteSize: Hashable, Sendable {
  public var bytes: Int64

  /// A whole number with a unit: "512B", "64KiB", "8MiB", "2GiB", "1TiB", or decimal "64kB", "8MB",
  /// "2GB", "1TB". nil for any other text, or a number above 63 bits.
  public init?(_ text: String) {
    guard let start = text.firstIndex(where: { !("0"..."9").contains($0) }),
      start > text.startIndex, let factor = Self.factor(text[start...]),
      let count = Int64(text[..<start])
    else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
    guard !overflow else { return nil }
    self.bytes = bytes
  }

  private static func factor(_ unit: Substring) -> Int64? {
    switch unit {
    case "B": 1
    case "KiB": 1 << 10
    case "MiB": 1 << 20
    case "GiB": 1 << 30
    case "TiB": 1 << 40
    case "kB": 1_000
    case "MB": 1_000_000
    case "GB": 1_000_000_000
    case "TB": 1_000_000_000_000
    default: nil
    }
  }
}

extension ByteSize {
  /// A number of bytes for a person: "512 bytes", "1.5 MB", in decimal units of three digits.
  public static func words(_ bytes: Int64) -> String {
    guard bytes >= 1_000 else { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
    var unit = 0
    var divisor: Int64 = 1_000
    while bytes / divisor >= 1_000, unit < units.count - 1 {
      divisor *= 1_000
      unit += 1
    }
    let whole = bytes / divisor
    let tenth = bytes % divisor / (divisor / 10)
    return whole < 100 && tenth > 0
      ? "\(whole).\(tenth) \(units[unit])" : "\(whole) \(units[unit])"
  }

  private static let units = ["kB", "MB", "GB", "TB", "PB"]
}
