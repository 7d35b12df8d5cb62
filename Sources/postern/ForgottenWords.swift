import Gateway
import GatewayCore

extension ForgottenSummary {
  /// Tells a person, or a program, what went.
  func show(asJSON: Bool) throws {
    if asJSON { try Output.json(Line(done: true, forgotten: self)) } else { Output.line(words) }
  }

  private struct Line: Encodable {
    var done: Bool
    var forgotten: ForgottenSummary
  }

  private var deliveryCount: OutputLine {
    deliveries == 1 ? "1 delivery" : "\(deliveries) deliveries"
  }

  private var words: OutputLine {
    let people: OutputLine = contacts > 0 ? "\(counted: contacts, "contact"), " : ""
    var parts: [OutputLine] = [
      "forgotten: \(people)\(counted: messages, "message") and answers, \(deliveryCount)"
    ]
    if droppedAnswers > 0 { parts.append("\(droppedAnswers) answers were not received yet") }
    if droppedDeliveries > 0 { parts.append("\(droppedDeliveries) deliveries were still owed") }
    if copiesMayRemain {
      parts.append(
        """
        the database is large: copies that SQLite may have left in it go when the bot next writes \
        it anew, in a quiet minute within two days
        """)
    }
    return parts.joined(separator: "; ")
  }
}
