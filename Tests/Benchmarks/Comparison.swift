import Foundation

/// The figures of a run: what the table is made from, and what a file keeps for later runs.
struct Comparison: Codable {
  var commit: String
  var machine: Machine
  var isFull: Bool
  var beside: MeasuredBot.Kind
  var postern: Figures
  var other: Figures

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

  /// A Markdown table; with an earlier run, what changed since.
  func table(since earlier: Comparison? = nil) -> String {
    var rows = [["", "Postern", beside.rawValue, "better by"]]
    if let earlier { rows[0] += [earlier.commit, "change"] }
    rows.append(["---"] + rows[0].dropFirst().map { _ in "--:" })
    for figure in Figure.allCases {
      guard let value = postern[figure] else { continue }
      var row = [figure.words, Self.cell(value, figure.unit)]
      row += Self.comparison(figure, value, other[figure])
      if let earlier {
        row += Self.comparison(figure, value, earlier.postern[figure])
      }
      rows.append(row)
    }
    let lines = rows.map { "| \($0.joined(separator: " | ")) |" }
    return lines.joined(separator: "\n")
  }

  private static func comparison(
    _ figure: Figure, _ value: Double, _ other: Double?
  ) -> [String] {
    guard let other else { return ["", ""] }
    let advantage = figure.advantage(of: value, over: other)
    return [cell(other, figure.unit), advantage.map { "× " + rounded($0) } ?? ""]
  }

  private static func cell(_ value: Double, _ unit: String) -> String {
    unit == "/s" ? "\(rounded(value))/s" : "\(rounded(value)) \(unit)"
  }

  /// About three digits: more would claim what a second run does not show.
  private static func rounded(_ value: Double) -> String {
    let digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3
    return String(format: "%.\(digits)f", value)
  }
}
