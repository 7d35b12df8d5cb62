/// Metrics in Prometheus' text format. Written by hand: the format is a page, and a library for it
/// would bring a registry and a back end for what is read here from the store and one table.
///
/// Names and labels are ours; the one label that the owner chooses is the name of a webhook.
struct MetricsText {
  enum Kind: String {
    case gauge, counter
  }

  private(set) var text = ""

  /// A metric without labels.
  mutating func add(_ name: String, _ kind: Kind, is value: Double, help: String) {
    add(name, kind, help: help, rows: [("", value)])
  }

  /// A metric with a sample for each value of a label.
  mutating func add(
    _ name: String, _ kind: Kind, by label: String, help: String, samples: [(String, Double)]
  ) {
    add(
      name, kind, help: help,
      rows: samples.map { ("{\(label)=\"\(Self.escaped($0.0))\"}", $0.1) })
  }

  /// A metric with samples whose labels are written out.
  mutating func add(
    _ name: String, _ kind: Kind, help: String, rows: [(labels: String, value: Double)]
  ) {
    guard !rows.isEmpty else { return }
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    for row in rows { text += "\(name)\(row.labels) \(Self.number(row.value))\n" }
  }

  static func escaped(_ value: String) -> String {
    var escaped = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func number(_ value: Double) -> String {
    Int64(exactly: value).map(String.init) ?? "\(value)"
  }
}
