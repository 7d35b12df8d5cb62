import InteropSupport

/// What came out of one flood by all clients at once.
struct FloodFigures {
  let results: [FloodResult]
  let seconds: Double
  /// Of the bot, for each message that a client sent.
  let cpuMicroseconds: Double

  var rate: Double { Double(results.reduce(0) { $0 + $1.received }) / seconds }

  func slowest(_ percentile: KeyPath<FloodResult, Int>) -> Int {
    results.map { $0[keyPath: percentile] }.max() ?? 0
  }

  /// - Parameters:
  ///   - count: messages of each client.
  ///   - echoed: whether the echo or the receipt makes room for the next message.
  init(
    _ clients: [PeerInstance], _ bot: MeasuredBot, count: Int, window: Int, echoed: Bool
  ) async throws {
    var plan = Flood(count: count, lengths: 64...64, window: window)
    plan.stallLimit = .seconds(60)
    let flood = plan
    let before = try bot.usage()
    results = try await withThrowingTaskGroup(of: FloodResult.self) { group in
      for client in clients {
        group.addTask {
          echoed
            ? try await client.flood(flood, to: 0, within: .seconds(600))
            : try await client.oneWay(
              count: count, length: 64, window: window, to: 0, within: .seconds(600))
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let after = try bot.usage()
    if let wrong = results.first(where: { !$0.isExact }) {
      throw HarnessError("not every message came back once and in order: \(wrong)")
    }
    seconds = results.map(\.seconds).max() ?? 0
    cpuMicroseconds =
      (after.cpuSeconds - before.cpuSeconds) * 1_000_000 / Double(count * clients.count)
  }
}
