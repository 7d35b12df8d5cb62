package import GatewayCore
import GatewayEngine
import GatewayStore

/// Which of these answers are in flight in this session: only a running bot knows.
package struct AnswersUnderwayQuery: HomeQuery {
  package static let name = "answers_underway"
  package static let scope = Scope.read

  package var messages: [Int64]

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let messages = try reader.bounded(messages)
    return try reader.storing { () throws(StoreError) in
      var answers: [WaitingAnswer] = []
      for message in messages {
        guard let waiting = try reader.waitingParts(of: message), !waiting.parts.isEmpty
        else { continue }
        answers.append(
          WaitingAnswer(message: message, contact: waiting.contact, parts: waiting.parts))
      }
      return .waitingAnswers(answers)
    }
  }
}

extension AnswersUnderwayQuery {
  package init(from decoder: any Decoder) throws {
    messages = try decoder.container(keyedBy: Member.self).numbers("messages")
  }
}

extension Query where Self == AnswersUnderwayQuery {
  package static func answersUnderway(messages: [Int64]) -> Self { Self(messages: messages) }
}
