public import GatewayCore

/// How one request ended.
public struct CourierEnd: Hashable, Sendable {
  public var result: CourierResult
  /// What was connected to, with its port; through a proxy the receiver's own name. nil where
  /// nothing was.
  public var address: String?
  /// What was said, where the request asked for it; not over HTTP, whose parts are in the request
  /// and in the result.
  public var dialogue: [DialogueLine]

  init(_ result: CourierResult, address: String? = nil, dialogue: [DialogueLine] = []) {
    self.result = result
    self.address = address
    self.dialogue = dialogue
  }

  /// The outcome for a delivery of this format.
  public func outcome(in format: some WebhookFormat) -> AttemptOutcome {
    var outcome = AttemptOutcome(result.delivery(in: format), address: address)
    if case .answered(let response) = result { outcome.pause = format.pause(after: response) }
    return outcome
  }
}

/// A line that went to a receiver, or came from it; without the login.
public struct DialogueLine: Hashable, Sendable {
  public var isSent: Bool
  public var text: String

  init(sent text: String) {
    isSent = true
    self.text = text
  }

  init(received text: String) {
    isSent = false
    self.text = text
  }
}

/// What came of one request.
public enum CourierResult: Hashable, Sendable {
  /// The receiver answered; what that means is the format's to say.
  case answered(WebhookResponse)
  /// What the answers of a protocol other than HTTP mean.
  case judged(DeliveryResult)
  /// A request that sends nothing has its connection.
  case connected
  /// No answer: the fault of name, connection or TLS, or a timeout. One sentence, without the URL.
  case unreachable(String)

  /// What is in the way of a connection, a sentence; nil where there is one.
  var problem: String? {
    switch self {
    case .answered, .connected: nil
    case .unreachable(let sentence), .judged(.unreachable(let sentence)): sentence
    case .judged(let result):
      "The receiver answered \(result.status ?? 0)" + (result.reason.map { " (\($0))." } ?? ".")
    }
  }

  /// The result for a delivery of this format.
  public func delivery(in format: some WebhookFormat) -> DeliveryResult {
    switch self {
    case .answered(let response): format.result(of: response)
    case .judged(let result): result
    // Nothing was sent: the format could not read the delivery's body.
    case .connected: .unreachable("The delivery's body is not one of this format.")
    case .unreachable(let sentence): .unreachable(sentence)
    }
  }
}
