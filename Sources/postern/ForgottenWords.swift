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

  private var words: OutputLine {
    var parts: [OutputLine] = [
      "forgotten: \(messages) messages and answers, \(deliveries) deliveries"
    ]
    if droppedAnswers > 0 { parts.append("\(droppedAnswers) answers were not received yet") }
    if droppedDeliveries > 0 { parts.append("\(droppedDeliveries) deliveries were still owed") }
    return parts.joined(separator: "; ")
  }
}
