import Foundation

/// The figures of a run: what the table is made from, and what a file keeps for later runs.
struct Comparison: Codable {
  var commit: String
  var machine: Machine
  var isFull: Bool
  var beside: MeasuredBot.Kind
  var clients: Surroundings
  var results: [MeasuredBot.Kind: Results]

  static func read(_ path: String) throws -> Comparison {
    try JSONDecoder().decode(Comparison.self, from: Data(contentsOf: URL(filePath: path)))
  }

  func write(to path: String) throws {
    let file = URL(filePath: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(self).write(to: file)
  }

  /// A Markdown table of what there is; with an earlier run, what changed since.
  func table(since earlier: Comparison? = nil) -> String {
    var rows = [["", "Postern", beside.rawValue, "better by"]]
    if let earlier { rows[0] += [earlier.commit, "change"] }
    rows.append(["---"] + rows[0].dropFirst().map { _ in "--:" })
    for row in Row.all {
      guard let value = value(of: row) else { continue }
      let other = results[beside]?.figures[row.figure]
      var cells = [row.words, Self.cell(value, row.figure.unit)]
      cells += Self.comparison(row.figure, value: value, other: other)
      if let earlier {
        cells += Self.comparison(row.figure, value: value, other: earlier.value(of: row))
      }
      rows.append(cells)
    }
    let lines = rows.map { "| \($0.joined(separator: " | ")) |" }
    return lines.joined(separator: "\n")
  }

  /// Why rows are missing, a line for each reason.
  var gaps: [String] {
    results.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { bot, results in
      Dictionary(grouping: results.failures.keys) { results.failures[$0] ?? "" }
        .sorted { $0.key < $1.key }
        .map { reason, measurements in
          let names = measurements.map(\.rawValue).sorted().joined(separator: ", ")
          return "\(names) of \(bot.rawValue): \(reason)"
        }
    }
  }

  private func value(of row: Row) -> Double? { results[row.ours]?.figures[row.figure] }

  private static func comparison(
    _ figure: Figure, value: Double, other: Double?
  ) -> [String] {
    guard let other else { return ["", ""] }
    let advantage = figure.advantage(of: value, over: other)
    return [cell(other, figure.unit), advantage.map { "× " + rounded($0) } ?? ""]
  }

  private static func cell(_ value: Double, _ unit: String) -> String {
    switch unit {
    case "": value == value.rounded() ? "\(Int(value))" : rounded(value)
    case "/s": "\(rounded(value))/s"
    default: "\(rounded(value)) \(unit)"
    }
  }

  /// About three digits: more would claim what a second run does not show.
  private static func rounded(_ value: Double) -> String {
    let digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3
    return String(format: "%.\(digits)f", value)
  }
}
