import GatewayCore
import GatewayEngine
import GatewayStore
import ToxWire

extension StoreTransaction {
  /// Changes messages and returns their number; refuses where none of them exists.
  func changing(
    _ numbers: [Int64], _ body: ([MessageID]) throws(StoreError) -> Int
  ) throws(OperationError) -> OperationResult {
    let messages = try bounded(numbers)
    let count = try storing { () throws(StoreError) in try body(messages) }
    guard count > 0 else { throw .refused("None of these is such a message of the inbox.") }
    return OperationResult(reply: .value(.changed(count)))
  }

  func erase(
    _ numbers: [Int64], now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let messages = try bounded(numbers)
    var forgotten = Forgotten()
    try storing { () throws(StoreError) in
      // The answer to a message may be among them, and is erased with it.
      for message in messages where try item(message) != nil {
        forgotten += try forget(message: message, now: now)
      }
    }
    guard forgotten.messages > 0 else { throw .refused(StoreError.unknownMessage.description) }
    return OperationResult(
      reply: .value(.forgotten(ForgottenSummary(forgotten))), forgotten: forgotten)
  }
}

extension StoreReader {
  func waitingAnswers(_ numbers: [Int64]) throws(OperationError) -> [WaitingAnswer] {
    let messages = try bounded(numbers)
    return try storing { () throws(StoreError) in
      var answers: [WaitingAnswer] = []
      for message in messages {
        guard let waiting = try waitingParts(of: message), !waiting.parts.isEmpty else { continue }
        answers.append(
          WaitingAnswer(message: message, contact: waiting.contact, parts: waiting.parts))
      }
      return answers
    }
  }

  func bounded(_ numbers: [Int64]) throws(OperationError) -> [MessageID] {
    guard numbers.count <= ApplicationRequest.messagesMax else {
      throw .refused("One request names at most \(ApplicationRequest.messagesMax) messages.")
    }
    return numbers.map(MessageID.init)
  }

  /// The contact that a reference means: as in `find`, or by the number of one of its messages, or
  /// by a note that only this contact has.
  func findConversation(_ reference: ContactReference) throws(OperationError) -> ContactKey {
    if let number = Int64(reference.text) {
      let entry = try storing { () throws(StoreError) in try item(MessageID(number)) }
      guard let entry else {
        throw .refused("There is no message \(number): `postern inbox list --all` names them.")
      }
      return entry.conversation.contact
    }
    do throws(OperationError) {
      return try find(reference).contact.key
    } catch {
      guard case .refused = error else { throw error }
      let noted = try storing { () throws(StoreError) in try contacts(withNote: reference.text) }
      switch noted.count {
      case 0: throw error
      case 1: return noted[0]
      default:
        throw .refused(
          "Several contacts have the note \"\(reference.text)\": name one by codename.")
      }
    }
  }
}
