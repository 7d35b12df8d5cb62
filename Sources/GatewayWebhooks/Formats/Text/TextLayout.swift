import GatewayCore

/// How a receiver shows an event's text, and how much of it one message takes.
struct TextLayout: Sendable {
  /// What a receiver counts.
  enum Unit: Sendable {
    /// Bytes of UTF-8.
    case utf8
    /// Code units of UTF-16: never fewer than characters, whatever a receiver means by those.
    case utf16
    /// Code points.
    case scalars
    /// Bytes of the text as a JSON string, without its quotes.
    case json
    /// The same where each line stands in a block of its own, which costs so many bytes.
    case jsonLines(cost: Int)
  }

  /// One message of a receiver.
  struct Part: Hashable {
    /// The sender and, where there are several parts, the part's number.
    var head: String
    /// What was written and what the rule adds; empty for a notice.
    var text: String

    /// A title and a message, the head alone as the message where there is no text.
    var titled: JSONValue {
      .object(
        text.isEmpty
          ? [.init("message", .string(head))]
          : [.init("title", .string(head)), .init("message", .string(text))])
    }

    /// Both, for receivers that know no title.
    var whole: String { text.isEmpty ? head : "\(head)\n\(text)" }
  }

  /// The most that the receiver takes, head included.
  var limit: Int
  var unit: Unit
  var escape: TextEscape
  /// Stands before each line that a person wrote: written by a person, no line begins as the head
  /// or the rule's data do.
  var mark = "> "

  /// No event becomes more messages than these; the rest is left out, and the last one says so.
  static let partsMax = 40

  /// The event as one message or several, in order. It is escaped first, then measured, then split.
  func parts(of event: EventText) -> [Part] {
    let head = escape(event.head)
    let lines = lines(of: event)
    let whole = lines.map(\.text).joined(separator: "\n")
    let single = Part(head: head, text: whole)
    guard cost(single.whole) > limit else { return [single] }
    let numbered = "\(head)\(escape(number(Self.partsMax, of: Self.partsMax)))\n"
    let end = escape(Self.cutMark)
    var splitter = TextSplitter(room: limit - cost("\(numbered)\n\(end)"), cost: cost)
    let texts = splitter.split(lines, partsMax: Self.partsMax, end: end)
    return texts.enumerated().map { index, text in
      let number = texts.count > 1 ? escape(number(index + 1, of: texts.count)) : ""
      return Part(head: head + number, text: text)
    }
  }

  private static let cutMark = "… the rest is not sent: it is too long for this receiver"

  private func number(_ number: Int, of count: Int) -> String { " (\(number) of \(count))" }

  private func lines(of event: EventText) -> [TextLine] {
    let written = event.text.map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
    // Markdown would take a line right behind a quote for a part of it.
    let extra = event.extra.isEmpty ? [] : [""] + event.extra
    return (written ?? []).map { TextLine(mark: mark, text: $0, escape: escape) }
      + extra.map { TextLine(mark: "", text: $0[...], escape: escape) }
  }

  func cost(_ text: String) -> Int {
    switch unit {
    case .utf8: text.utf8.count
    case .utf16: text.utf16.count
    case .scalars: text.unicodeScalars.count
    case .json: JSONValue.string(text).byteCount - 2
    case .jsonLines(let cost):
      // A line end is "\\n" in JSON.
      JSONValue.string(text).byteCount - 2 + text.utf8.count { $0 == UInt8(ascii: "\n") }
        * (cost - 2)
    }
  }
}

/// A line of a message: the mark before it, and its text before and after escaping.
struct TextLine {
  let mark: String
  let source: Substring
  let escape: TextEscape

  init(mark: String, text: Substring, escape: TextEscape) {
    self.mark = mark
    source = text
    self.escape = escape
  }

  /// As it is sent.
  var text: String { mark + escape(source) }
}
