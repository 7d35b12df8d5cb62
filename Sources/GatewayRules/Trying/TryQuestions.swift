import GatewayCore

/// The questions of `contact:confirm` that wait for an answer, in memory.
struct TryQuestions {
  private struct Question {
    var open: OpenConfirmation
    var due: UnixMilliseconds
  }

  /// The oldest first.
  private var questions: [Question] = []
  private var count: UInt64 = 0

  /// When the next one ends without an answer.
  var nextDue: UnixMilliseconds? { questions.map(\.due).min() }

  /// The code of the oldest one that waits for a contact.
  func code(of key: ContactKey) -> ConfirmationCode? {
    questions.first { $0.open.contact == key }?.open.code
  }

  /// The code of the one that a contact was asked last.
  func lastCode(of key: ContactKey) -> ConfirmationCode? {
    questions.last { $0.open.contact == key }?.open.code
  }

  /// - Returns: its code, as random as a test needs it, and the same in each run.
  mutating func ask(
    _ confirmation: NewConfirmation, _ key: ContactKey, now: UnixMilliseconds
  ) -> ConfirmationCode {
    count += 1
    let code = ConfirmationCode(number: count &* 7_919)
    let open = OpenConfirmation(
      id: Int64(count), contact: key, code: code, onYes: confirmation.onYes,
      onNo: confirmation.onNo, data: confirmation.data)
    questions.append(
      Question(open: open, due: now.advanced(byMilliseconds: confirmation.timeout)))
    return code
  }

  /// What becomes of a message.
  enum Taken {
    case message
    case answer(ConfirmationResult)
    /// It names a code that no question has, and changes nothing.
    case wrongCode
  }

  mutating func take(_ message: InboundMessage) -> Taken {
    let key = message.contact.key
    guard message.kind == .text, let reply = ConfirmationReply(message.text),
      questions.contains(where: { $0.open.contact == key })
    else { return .message }
    let meant = questions.firstIndex { $0.open.contact == key && $0.open.code == reply.code }
    guard let meant else { return .wrongCode }
    var result = ConfirmationResult(
      questions.remove(at: meant).open, of: message.contact, answer: reply.isYes ? .yes : .no)
    result.message = message
    return .answer(result)
  }

  /// Takes the first one that is due by then.
  mutating func takeDue(by end: UnixMilliseconds) -> (OpenConfirmation, due: UnixMilliseconds)? {
    guard let index = questions.indices.min(by: { questions[$0].due < questions[$1].due }),
      questions[index].due <= end
    else { return nil }
    let question = questions.remove(at: index)
    return (question.open, question.due)
  }
}
