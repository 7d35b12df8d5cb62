/// Many messages of known content to a friend that sends each back, checked inside the peer.
public struct Flood: Sendable {
  public var count: Int
  public var lengths: ClosedRange<Int>
  /// How many may be on their way at once.
  public var window: Int
  public var seed: Int
  public var isText = true
  /// Without any echo for so long, the flood ends with what it has.
  public var stallLimit: Duration = .seconds(30)

  public init(count: Int, lengths: ClosedRange<Int> = 1...1372, window: Int = 64, seed: Int = 1) {
    self.count = count
    self.lengths = lengths
    self.window = window
    self.seed = seed
  }
}

public struct FloodResult: Sendable, Hashable {
  public let received: Int
  public let missing: Int
  public let duplicates: Int
  public let reordered: Int
  public let corrupt: Int
  public let seconds: Double
  public let cpuSeconds: Double
  /// Round trips, in microseconds.
  public let p50: Int
  public let p90: Int
  public let p99: Int

  init(_ record: Record) throws {
    func integer(_ key: String) throws -> Int {
      guard let value = record.integer(key) else { throw HarnessError("no \(key) in a flood") }
      return value
    }
    received = try integer("received")
    missing = try integer("missing")
    duplicates = try integer("duplicates")
    reordered = try integer("reordered")
    corrupt = try integer("corrupt")
    seconds = record.number("seconds") ?? 0
    cpuSeconds = record.number("cpu_seconds") ?? 0
    p50 = try integer("p50_us")
    p90 = try integer("p90_us")
    p99 = try integer("p99_us")
  }

  /// Each message came back exactly once, in order and byte for byte.
  public var isExact: Bool { missing == 0 && duplicates == 0 && reordered == 0 && corrupt == 0 }
}

extension PeerInstance {
  public func flood(_ flood: Flood, to friend: Int, within limit: Duration) async throws
    -> FloodResult
  {
    let words = [friend, flood.count, flood.lengths.lowerBound, flood.lengths.upperBound]
    let numbers = (words + [flood.window, flood.seed]).map(String.init).joined(separator: " ")
    let stall = flood.stallLimit.components.seconds
    try await command("flood \(numbers) \(flood.isText ? "text" : "bytes") \(stall)")
    return try FloodResult(await event("flood", within: limit))
  }

  /// Paced by read receipts instead of echoes.
  public func oneWay(
    count: Int, length: Int, window: Int, to friend: Int, within limit: Duration
  ) async throws -> FloodResult {
    try await command("oneway \(friend) \(count) \(length) \(window)")
    return try FloodResult(await event("flood", within: limit))
  }
}
