import Foundation
import Gateway
import GatewayCore

extension InboxEntry {
  var text: String {
    switch content {
    case .plain(let text): text
    case .sealed: "(sealed)"
    }
  }

  /// Bytes of a text that a headline may show.
  static let headlineBytes = 400
  private static let headlineLength = 60

  /// One line: number, time, who, how it stands, and how the text begins.
  var headline: OutputLine {
    let start = text.prefix(Self.headlineLength)
    let isWhole = !isCut && start.endIndex == text.endIndex
    return heading + "  \(start)" + (isWhole ? "" : "…")
  }

  /// The headline without the text.
  var heading: OutputLine {
    let mark: OutputLine = direction == .inbound ? "from" : "to"
    let labels: OutputLine = label.map { " [\($0)]" } ?? ""
    return "\(id.rawValue)  \(at.words)  \(mark) \(codename)  \(state)\(labels)"
  }

  /// The message whole, below its heading.
  var paragraphs: [OutputLine] {
    let mark: OutputLine = kind == .action ? "* " : ""
    return [heading, "    \(mark)\(lines: text, indent: "    ")", ""]
  }

  private var state: OutputLine {
    guard let delivery else { return isNew && status == .open ? "new" : "\(status.rawValue)" }
    return isAutomatic ? "\(delivery.rawValue), by rule" : "\(delivery.rawValue)"
  }
}

extension UnixMilliseconds {
  /// For people: to the second, UTC.
  fileprivate var words: String {
    Date(timeIntervalSince1970: Double(rawValue) / 1_000).formatted(.iso8601)
  }
}

/// A message of the inbox as JSON.
struct InboxLine: Encodable {
  var id: Int64
  var contact: String
  var direction: String
  var kind: String
  var text: String
  var time: String
  /// Of a message of the contact.
  var status: String?
  var isNew: Bool?
  /// Of an answer.
  var delivery: String?
  var automatic: Bool?
  var label: String?

  init(_ entry: InboxEntry) {
    id = entry.id.rawValue
    contact = entry.codename.text
    direction = entry.direction.rawValue
    kind = entry.kind.rawValue
    text = entry.text
    time = entry.at.rfc3339
    if let delivery = entry.delivery {
      self.delivery = delivery.rawValue
      automatic = entry.isAutomatic
    } else {
      status = entry.status.rawValue
      isNew = entry.isNew
    }
    label = entry.label
  }
}
