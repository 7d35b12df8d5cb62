import GatewayCore
import GatewayStore

extension ControlRequest {
  /// Whether a home is made for it: who adds a contact gives the other side an identity to add.
  var makesHome: Bool {
    if case .contactAdd = self { true } else { false }
  }

  /// Requests that only read.
  var onlyReads: Bool {
    switch self {
    case .status, .contactList, .hookList, .clock, .answersUnderway: true
    default: false
    }
  }
}

extension StoreReader {
  /// Answers a request that only reads; nil for any other.
  func answer(_ request: ControlRequest) throws(StoreError) -> ControlReply? {
    do throws(OperationError) {
      switch request {
      case .status: return .status(try statusSummary())
      case .contactList: return .contacts(try contactSummaries())
      case .hookList: return .hooks(try hookSummaries())
      case .answersUnderway(let numbers): return .waitingAnswers(try waitingAnswers(numbers))
      case .clock: return .clock(try clockSummary(now: .now))
      default: return nil
      }
    } catch {
      return .failed(try error.refusal())
    }
  }
}

extension Store {
  /// On a disk that is full: what this request deletes is deleted in steps that need little room.
  ///
  /// - Returns: what is deleted already; see `OperationResult.including(_:)`.
  func makeRoom(for request: ControlRequest) throws(StoreError) -> Forgotten {
    guard case .contactRemove(let reference) = request else { return Forgotten() }
    let contact = try read { reader throws(StoreError) in
      try? reader.find(reference).contact.key
    }
    guard let contact else { return Forgotten() }
    return try forgetMessagesInSteps(of: contact, now: .now)
  }
}
