import Foundation
import InteropSupport

/// A receiver of webhooks at next to no cost: `bare-webhooks receive`.
struct BareReceiver {
  let port: Int
  private let commanded: CommandedProcess

  /// - Parameter drips: it sends a byte of each answer a second.
  static func start(
    on port: Int, drips: Bool = false, in namespace: Namespace
  ) async throws -> BareReceiver {
    let program = try BuildProducts.path(of: "bare-webhooks")
    let commanded = try CommandedProcess(
      [program, "receive", "\(port)"] + (drips ? ["drip"] : []), in: namespace)
    _ = try await commanded.log.next("the receiver listens", within: .seconds(20)) {
      $0.event == "listening"
    }
    return BareReceiver(port: port, commanded: commanded)
  }

  /// Until so many came since the figures were last taken.
  func wait(for count: Int, within limit: Duration) async throws {
    let end = ContinuousClock.now + limit
    while let posts = try await commanded.command("count").integer("posts"), posts < count {
      guard ContinuousClock.now < end else {
        throw HarnessError("\(posts) posts within \(limit) for \(count)")
      }
      // Each question costs time on the cores that are measured.
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  /// What came since this was last asked.
  func takeFigures() async throws -> ReceivedPosts {
    try ReceivedPosts(await commanded.command("figures"))
  }
}

struct ReceivedPosts {
  let count: Int
  /// From the first to the last.
  let seconds: Double
  /// How many told when they were begun, and milliseconds from then until they were received.
  let timed: Int
  let p50: Double
  let p99: Double
  /// Of the receiver.
  let cpuSeconds: Double

  init(_ record: Record) throws {
    guard let count = record.integer("posts"), let seconds = record.number("seconds"),
      let timed = record.integer("timed"), let p50 = record.integer("p50_us"),
      let p99 = record.integer("p99_us"), let cpuSeconds = record.number("cpu_seconds")
    else { throw HarnessError("incomplete figures: \(record.fields)") }
    (self.count, self.seconds, self.timed, self.cpuSeconds) = (count, seconds, timed, cpuSeconds)
    (self.p50, self.p99) = (Double(p50) / 1_000, Double(p99) / 1_000)
  }
}

/// A sender of webhooks without a bot.
struct BareSender {
  let namespace: Namespace
  let url: String
  /// A file with the body.
  let body: String

  /// - Parameter open: requests under way at one time.
  /// - Returns: requests a second, and the CPU time of each in microseconds.
  func post(_ count: Int, open: Int) async throws -> (perSecond: Double, cpuMicroseconds: Double) {
    let program = try BuildProducts.path(of: "bare-webhooks")
    let lines = try await namespace.run([program, "post", url, "\(count)", "\(open)", body])
    guard let record = try lines.first.map({ try Record(json: $0) }),
      let seconds = record.number("seconds"), let cpu = record.number("cpu_seconds")
    else { throw HarnessError("bare-webhooks said \(lines)") }
    return (Double(count) / seconds, cpu * 1e6 / Double(count))
  }

  /// - Returns: requests a second of `curl` in a shell loop.
  func postFromShell(_ count: Int) async throws -> Double {
    let script = """
      i=0
      while [ $i -lt \(count) ]; do
        curl -s -o /dev/null -H 'content-type: application/json' -d "@$2" "$1" || exit 1
        i=$((i + 1))
      done
      """
    let start = ContinuousClock.now
    try await namespace.run(["sh", "-c", script, "sh", url, body])
    return Double(count) / ((ContinuousClock.now - start) / .seconds(1))
  }
}
