import GatewayCore
import GatewayEngine
import GatewayStore

/// Queries of the inbox.
extension StoreReader {
  func inboxList(
    _ selection: InboxSelection, textBytes: Int?
  ) throws(OperationError) -> Reply {
    let filter = try filter(selection, atMost: Query.messagesPageMax)
    return .inbox(
      try storing { () throws(StoreError) in
        try inbox(filter, bytesMax: textBytes.map { max(0, $0) }).map(MessageSummary.init)
      })
  }

  func inboxThread(_ selection: InboxSelection) throws(OperationError) -> Reply {
    let filter = try filter(selection, atMost: Query.messagesPageMax)
    return .inbox(
      try storing { () throws(StoreError) in
        var entries = try inbox(filter)
        for entry in entries { entries += try automaticAnswers(to: entry) }
        return entries.sorted { $0.id < $1.id }.map(MessageSummary.init)
      })
  }

  func inboxMessages(_ numbers: [Int64]) throws(OperationError) -> Reply {
    guard numbers.count <= Query.messagesPageMax else {
      throw .refused("One query reads at most \(Query.messagesPageMax) messages.")
    }
    return .inbox(
      try storing { () throws(StoreError) in
        var messages: [MessageSummary] = []
        for number in numbers {
          if let entry = try item(MessageID(number)) {
            messages.append(MessageSummary(entry))
          }
        }
        return messages
      })
  }

  func inboxNumbers(_ selection: InboxSelection) throws(OperationError) -> Reply {
    let filter = try filter(selection, atMost: Query.numbersMax)
    return .messages(
      try storing { () throws(StoreError) in try inboxNumbers(filter).map(\.rawValue) })
  }

  func inboxCount(_ selection: InboxSelection) throws(OperationError) -> Reply {
    let filter = try filter(selection, atMost: .max)
    return .count(try storing { () throws(StoreError) in try inboxCount(filter) })
  }

  func inboxSearch(
    _ words: [String], _ selection: InboxSelection
  ) throws(OperationError) -> Reply {
    let words = SearchedWords(words)
    guard !words.isEmpty else { throw .refused("A search needs a word.") }
    let filter = try filter(selection, atMost: Query.numbersMax)
    return try storing { () throws(StoreError) in
      let (found, last) = try searchInbox(words, filter)
      return .matches(found.map(\.rawValue), last: last?.rawValue)
    }
  }

  func inboxErasure(_ numbers: [Int64]) throws(OperationError) -> Reply {
    let messages = try bounded(numbers)
    return try storing { () throws(StoreError) in
      var (answers, deliveries) = (0, 0)
      for message in messages {
        let extent = try erasureExtent(of: message)
        answers += extent.answers
        deliveries += extent.deliveries
      }
      return .erasure(answers: answers, deliveries: deliveries)
    }
  }

  func contactFind(_ reference: ContactReference) throws(OperationError) -> Reply {
    let key = try findConversation(reference)
    let stored = try storing { () throws(StoreError) in try storedContact(key) }
    return .contacts(stored.map { [summary(of: $0)] } ?? [])
  }

  /// - Parameter count: the messages of one reply.
  private func filter(
    _ selection: InboxSelection, atMost count: Int
  ) throws(OperationError) -> InboxFilter {
    var filter = selection.filter
    filter.limit = min(max(filter.limit, 0), count)
    if let contact = selection.contact { filter.contact = try findConversation(contact) }
    return filter
  }
}

/// Only a running bot knows whether answers are in flight.
extension Reply {
  /// The waiting answers according to the home's files, as many as one request may name.
  var waitingAnswers: [Int64] {
    guard case .inbox(let messages) = self else { return [] }
    let waiting = messages.lazy.filter { $0.delivery == .waiting }.map(\.id)
    return Array(waiting.prefix(ApplicationRequest.messagesMax))
  }

  /// - Parameter underway: the bot's reply that names those in flight.
  func marked(underway: Reply?) -> Reply {
    guard case .inbox(var messages) = self, case .messages(let numbers)? = underway else {
      return self
    }
    let sent = Set(numbers)
    for index in messages.indices where sent.contains(messages[index].id) {
      messages[index].delivery = .sent
    }
    return .inbox(messages)
  }
}
