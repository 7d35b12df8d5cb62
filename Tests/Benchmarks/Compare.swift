import ArgumentParser
import Foundation
import InteropSupport

/// `make bench`: Postern's echo bot beside c-toxcore's, in one run, as a table with ratios.
struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Postern beside a c-toxcore echo bot, as a table.")

  @Option(help: "Also keeps the results as JSON in this file.") var json: String?
  @Flag(help: "More messages and longer watching.") var full = false

  func run() async throws {
    print("\(Self.machine)\n")
    print("| | c-toxcore, nothing stored | Postern, durable | ratio |\n|---|--:|--:|--:|")
    var kept: [String: [String: Double]] = [:]
    for (titles, measure) in measurements {
      let theirs = try await measure("toxcore")
      let ours = try await measure("postern")
      for (title, figure, unit) in titles {
        guard let their = theirs[figure], let our = ours[figure] else { continue }
        print("| \(title) | \(text(their, unit)) | \(text(our, unit)) | \(ratio(our, their)) |")
        kept[title] = ["toxcore": their, "postern": our]
      }
    }
    guard let json else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    try encoder.encode(kept).write(to: URL(filePath: json))
  }

  private typealias Measurement = (
    titles: [(title: String, figure: String, unit: String)],
    measure: (String) async throws -> Figures
  )

  private var measurements: [Measurement] {
    let messages = full ? 50_000 : 5_000
    return [
      (
        [
          ("reply latency, 64 bytes, one after the other, p50", "p50_ms", "ms"),
          ("the same, p99", "p99_ms", "ms"),
        ],
        echo("--window 1 --messages \(full ? 2_000 : 400)")
      ),
      (
        [
          ("echoes a second, 1 contact × 64 open", "per_second", ""),
          ("bot CPU for 1000 of them", "bot_cpu_ms_per_1000", "ms"),
        ],
        echo("--window 64 --messages \(messages)")
      ),
      (
        [
          ("echoes a second, 10 contacts × 64 open", "per_second", ""),
          ("bot CPU for 1000 of them", "bot_cpu_ms_per_1000", "ms"),
        ],
        echo("--window 64 --clients 10 --processes 3 --messages \(messages / 2)")
      ),
      (
        [
          ("messages a second, one way, 64 open, by receipt", "per_second", ""),
          ("receipt after, p50", "p50_ms", "ms"),
        ],
        echo("--one-way --window 64 --messages 1000")
      ),
      (
        [
          ("bot and client new: connected after", "both_new_s", "s"),
          ("bot on line: a new client is connected after", "bot_on_line_s", "s"),
        ],
        { bot in try await Connect.parse(["--bot", bot]).measure() }
      ),
      (
        [
          ("idle CPU, 10 contacts online", "cpu_percent", "%"),
          ("resident memory, 10 contacts online", "resident_mib", "MiB"),
        ],
        { bot in
          let seconds = full ? "60" : "15"
          return try await Idle.parse(["--bot", bot, "--contacts", "10", "--seconds", seconds])
            .measure()
        }
      ),
    ]
  }

  private func echo(_ options: String) -> (String) async throws -> Figures {
    { bot in
      try await Echo.parse(["--bot", bot] + options.split(separator: " ").map(String.init))
        .measure()
    }
  }

  private func text(_ value: Double, _ unit: String) -> String {
    let digits = value >= 100 ? 0 : value >= 1 ? 2 : 3
    return String(format: "%.\(digits)f", value) + (unit.isEmpty ? "" : " \(unit)")
  }

  private func ratio(_ ours: Double, _ theirs: Double) -> String {
    theirs > 0 ? String(format: "%.2f", ours / theirs) : "–"
  }

  private static var machine: String {
    let processors = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = processors.split(separator: "\n").first { $0.hasPrefix("model name") }
      .flatMap { $0.split(separator: ":").last }?.trimmingCharacters(in: .whitespaces)
    return "\(model ?? "unknown CPU"), \(ProcessInfo.processInfo.activeProcessorCount) cores,"
      + " libtoxcore 0.2.18 with its own recommended loop"
  }
}

extension KeyValuePairs<String, Double> {
  fileprivate subscript(_ name: String) -> Double? { first { $0.key == name }?.value }
}
