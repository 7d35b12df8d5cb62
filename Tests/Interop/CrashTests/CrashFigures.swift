/// What came of a course, for a person to read.
struct CrashFigures {
  var seed: UInt64 = 0
  /// By kind of instant.
  var kills: [String: Int] = [:]
  var milliseconds = 0
  /// From each start until the receipts that were waited for, in milliseconds.
  var returns: [Int] = []
  /// How often a sender sent a message again that an earlier session had sent.
  var sentAgain = 0
  var wire = WireFigures()
  /// Deliveries to a receiver that fails half the time.
  var roughDeliveries = 0
  /// Asks of one that does.
  var roughAsks = 0
  /// Messages of clients that come for one and leave, and those with a receipt.
  var visits = (begun: 0, ticked: 0)

  var text: String {
    let killCount = kills.values.reduce(0, +)
    let kinds = kills.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    let sorted = returns.sorted()
    let lines = [
      "kills \(killCount), seed \(seed), in \(milliseconds / 1_000) s: "
        + kinds.joined(separator: ", "),
      "back with receipts after p50 \(percentile(50, of: sorted)) ms,"
        + " p90 \(percentile(90, of: sorted)) ms, at most \(sorted.last ?? 0) ms",
      "messages \(wire.messages), receipts \(wire.ticks), sent again by senders \(sentAgain)",
      "short visits \(visits.begun), with a receipt \(visits.ticked)",
      "replies received \(wire.replies), of them repeated \(wire.repliesRepeated)",
      "posts \(wire.posts), of them repeated \(wire.postsRepeated)"
        + " (\(wire.postsRepeatedAfterFault) after a bad answer)",
      "deliveries to a receiver that fails half the time \(roughDeliveries), asks \(roughAsks)",
    ]
    return lines.joined(separator: "\n")
  }

  private func percentile(_ percent: Int, of sorted: [Int]) -> Int {
    sorted.isEmpty ? 0 : sorted[(sorted.count - 1) * percent / 100]
  }
}
