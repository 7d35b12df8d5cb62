public import GatewayCore

extension LimitNotice {
  /// One sentence for the owner.
  ///
  /// - Parameter namesContact: false where the output is kept, as in a journal: it would list which
  ///   contact wrote when.
  public func words(namesContact: Bool) -> String {
    let more = others == 0 ? "" : ", and \(others) others since the last notice"
    let codename = namesContact ? contact?.codename.text : contact.map { _ in "one contact" }
    let contacts = codename.map { "\($0)\(more)" } ?? "all contacts"
    return switch name {
    case .contactMessagesPerHour, .contactBytesPerHour, .messagesPerHour, .bytesPerHour:
      "\(name.rawValue) holds back \(contacts): messages wait and are not acknowledged"
    case .storedBytes:
      "the database holds as much as stored_bytes allows: messages wait and are not acknowledged"
    case .freeBytes:
      "less is free on the disk than free_bytes: messages wait and are not acknowledged"
    case .waitingRequests:
      "more requests wait than waiting_requests allows: the oldest are deleted"
    case .requestsPerDay:
      "more people ask than requests_per_day allows: new requests are dropped, to be sent again"
    case .contacts:
      codename.map { "there are more contacts than a bot can have: \($0) is not searched for" }
        ?? "there are as many contacts as a bot can have, or 10,000 that were never online: "
        + "the oldest of these make way"
    }
  }
}
