import InteropSupport

/// What one sender's client saw.
struct SenderLedger: Sendable {
  struct Reply: Hashable, Sendable {
    var number: Int
    /// When the session began in which it came.
    var sessionBegan: MonotonicTime
  }

  /// When each message's receipt came; the index is the message's number.
  private(set) var ticks: [MonotonicTime] = []
  /// Replies in the order in which they came.
  private(set) var replies: [Reply] = []
  /// The numbers of messages whose answer by the rough receiver came, in no order.
  private(set) var asked: [Reply] = []
  /// When each session with the bot began.
  private(set) var sessions: [MonotonicTime] = []
  /// What no client should see.
  private(set) var faults: [String] = []

  /// The text of a message, as `interop-peer`'s `talk` writes it.
  static func text(of number: Int, by name: String) -> String {
    let filler = number % 50 == 49 ? 1_200 : number * 31 % 90
    return "\(name) \(number) " + String(repeating: "x", count: filler)
  }

  static func reply(to number: Int, by name: String) -> String {
    "re " + text(of: number, by: name)
  }

  /// The number in a message's text or a reply's, where the text is exactly what it must be.
  static func number(in text: String, by name: String, isReply: Bool) -> Int? {
    let words = text.split(separator: " ")
    let index = isReply ? 2 : 1
    guard words.count > index, let number = Int(words[index]), number >= 0 else { return nil }
    let expected = isReply ? reply(to: number, by: name) : self.text(of: number, by: name)
    return text == expected ? number : nil
  }

  mutating func ticked(_ number: Int, inOrder: Bool, at time: MonotonicTime) {
    if !inOrder || number != ticks.count {
      faults.append("a receipt for \(number) where \(ticks.count) was next")
    }
    ticks.append(time)
  }

  mutating func online(at time: MonotonicTime) { sessions.append(time) }

  /// What the rough receiver answers begins with this, and the message's text follows.
  static let askedMark = "asked "

  /// The number of the message that an answer of the rough receiver's is about.
  static func askedNumber(in text: String, by name: String) -> Int? {
    guard text.hasPrefix(askedMark) else { return nil }
    return number(in: String(text.dropFirst(askedMark.count)), by: name, isReply: false)
  }

  mutating func received(_ text: String, by name: String) {
    if let number = Self.askedNumber(in: text, by: name), let session = sessions.last {
      asked.append(Reply(number: number, sessionBegan: session))
      return
    }
    guard let number = Self.number(in: text, by: name, isReply: true) else {
      faults.append("not a reply: \(text.prefix(80))")
      return
    }
    guard let session = sessions.last else {
      faults.append("a reply before the first session")
      return
    }
    replies.append(Reply(number: number, sessionBegan: session))
  }
}
