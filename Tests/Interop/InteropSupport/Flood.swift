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
  /// After this long nothing more is sent, whatever the count is, and what is outstanding has
  /// `stallLimit` to come back.
  public var sendingLimit: Duration?

  public init(count: Int, lengths: ClosedRange<Int> = 1...1372, window: Int = 64, seed: Int = 1) {
    self.count = count
    self.lengths = lengths
    self.window = window
    self.seed = seed
  }
}

extension Flood {
  public func command(to friend: Int) -> String {
    let plan = [friend, count, lengths.lowerBound, lengths.upperBound, window, seed]
    let numbers = plan.map(String.init).joined(separator: " ")
    return "flood \(numbers) \(isText ? "text" : "bytes") \(limits)"
  }

  public func oneWayCommand(to friend: Int) -> String {
    "oneway \(friend) \(count) \(lengths.upperBound) \(window) \(limits)"
  }

  private var limits: String {
    let seconds = [stallLimit] + (sendingLimit.map { [$0] } ?? [])
    return seconds.map { "\($0.components.seconds)" }.joined(separator: " ")
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
  public func flood(_ flood: Flood, to friend: Int, within limit: Duration = .patience) async throws
    -> FloodResult
  {
    try await command(flood.command(to: friend))
    return try await floodResult(within: limit)
  }

  /// Paced by read receipts instead of echoes; all messages are as long as the longest.
  public func oneWay(_ flood: Flood, to friend: Int, within limit: Duration = .patience)
    async throws
    -> FloodResult
  {
    try await command(flood.oneWayCommand(to: friend))
    return try await floodResult(within: limit)
  }

  public func floodResult(within limit: Duration = .patience) async throws -> FloodResult {
    try FloodResult(await event("flood", within: limit))
  }
}
