import Foundation
import Gateway
import GatewayCore

extension MessageSummary {
  /// Bytes of a text that a headline may show.
  static let headlineBytes = 400
  private static let headlineLength = 60

  /// One line: number, time, contact, state, and how the text begins.
  var headline: OutputLine {
    let start = text.prefix(Self.headlineLength)
    let isWhole = isCut != true && start.endIndex == text.endIndex
    return heading + "  \(start)" + (isWhole ? "" : "…")
  }

  /// The headline without the text.
  var heading: OutputLine {
    let mark: OutputLine = direction == .inbound ? "from" : "to"
    let labels: OutputLine = label.map { " [\($0)]" } ?? ""
    let form: OutputLine = encryption.map { " (encrypted: \($0))" } ?? ""
    let star: OutputLine = isStarred == true ? "*" : ""
    let staff: OutputLine = assignee.map { " @\($0)" } ?? ""
    return "\(id)  \(time.words)  \(mark) \(contact)  \(state)" + star + staff + labels + form
      + (erasing.map { "  to be erased at \($0.words)" } ?? "")
  }

  /// The message whole, below its heading.
  var paragraphs: [OutputLine] {
    let mark: OutputLine = kind == .action ? "* " : ""
    return [heading, "    \(mark)\(lines: text, indent: "    ")", ""]
  }

  private var state: OutputLine {
    guard let delivery else {
      return isNew == true && status == .open ? "new" : "\(status?.rawValue ?? "open")"
    }
    return automatic == true ? "\(delivery.rawValue), by rule" : "\(delivery.rawValue)"
  }
}

extension UnixMilliseconds {
  /// For people: to the second, UTC.
  var words: String {
    Date(timeIntervalSince1970: Double(rawValue) / 1_000).formatted(.iso8601)
  }
}
