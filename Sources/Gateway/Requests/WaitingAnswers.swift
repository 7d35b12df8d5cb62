import GatewayCore

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
