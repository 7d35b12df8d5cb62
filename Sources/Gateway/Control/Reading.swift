import GatewayCore
import GatewayEngine
import GatewayStore

extension StoreReader {
  func answer(
    _ query: Query, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    switch query {
    case .status: .value(.status(try statusSummary()))
    case .contactList: .value(.contacts(try contactSummaries()))
    case .answersUnderway(let numbers): .waitingAnswers(try waitingAnswers(numbers))
    case .hookList: .value(.hooks(try hookSummaries()))
    case .clock: .value(.clock(try clockSummary(now: now)))
    case .contactFind(let reference): .value(try contactFind(reference))
    case .inboxList(let selection, let textBytes):
      .value(try inboxList(selection, textBytes: textBytes))
    case .inboxThread(let selection): .value(try inboxThread(selection))
    case .inboxMessages(let numbers): .value(try inboxMessages(numbers))
    case .inboxNumbers(let selection): .value(try inboxNumbers(selection))
    case .inboxCount(let selection): .value(try inboxCount(selection))
    case .inboxSearch(let words, let selection): .value(try inboxSearch(words, selection))
    case .inboxErasure(let messages): .value(try inboxErasure(messages))
    }
  }

  /// The answer, or the sentence of a refusal.
  func reply(
    to query: Query, now: UnixMilliseconds
  ) throws(StoreError) -> OperationResult.Answer {
    do throws(OperationError) {
      return try answer(query, now: now)
    } catch {
      return .value(.failed(try error.refusal()))
    }
  }
}

extension Store {
  /// On a full disk: carries out the deletions of this request in steps that need little room.
  ///
  /// - Returns: what is deleted already; see `OperationResult.including(_:)`.
  func makeRoom(for request: ApplicationRequest) throws(StoreError) -> Forgotten {
    guard case .command(.contactRemove(let reference)) = request else { return Forgotten() }
    let contact = try read { reader throws(StoreError) in
      try? reader.find(reference).contact.key
    }
    guard let contact else { return Forgotten() }
    return try forgetMessagesInSteps(of: contact, now: .now)
  }
}
