public import GatewayCore

extension LimitNotice {
  /// One sentence for the owner.
  ///
  /// - Parameter namesContact: false where it is kept, as a journal is: a list of who wrote when.
  public func words(namesContact: Bool) -> String {
    let more = others == 0 ? "" : ", and \(others) others since the last notice"
    let codename = namesContact ? contact?.codename.text : contact.map { _ in "one contact" }
    let who = codename.map { "\($0)\(more)" } ?? "everybody"
    return switch name {
    case .contactMessagesPerHour, .contactBytesPerHour, .messagesPerHour, .bytesPerHour:
      "\(name.rawValue) holds back \(who): messages wait and are not acknowledged"
    case .storedBytes:
      "the database holds as much as stored_bytes allows: messages wait and are not acknowledged"
    case .freeBytes:
      "less is free on the disk than free_bytes: messages wait and are not acknowledged"
    case .waitingRequests:
      "more requests wait than waiting_requests allows: the oldest make way"
    case .requestsPerDay:
      "more people ask than requests_per_day allows: who asks now has to ask again"
    case .contacts:
      "there are as many contacts as a bot can have"
        + (codename.map { ": \($0) is not searched for" } ?? "")
    }
  }
}
