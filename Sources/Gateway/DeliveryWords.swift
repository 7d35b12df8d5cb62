public import GatewayCore

extension DeliveryReport {
  /// The attempt in words: the delivery, its result, and what happens next.
  public var sentence: String {
    let subject = message.map { " of message \($0.rawValue)" } ?? ""
    return "webhook \(webhook): delivery \(id.rawValue)\(subject): \(outcome)\(followUp)"
  }

  /// What came of it.
  var outcome: String {
    switch result {
    case .delivered(let status): "delivered (\(status))"
    case .answered(let status, .replies): "answered (\(status))"
    case .answered(let status, .unusable(let reason)): "answered \(status), but \(reason)"
    case .refused(let status, _, _) where (300..<400).contains(status):
      "answered \(status), a redirect, which is not followed: change the url"
    case .refused(let status, _, _), .rejected(let status, _, nil): "answered \(status)"
    case .rejected(let status, _, let reason?): "answered \(status) (\(reason.shownInLine))"
    case .unreachable(let text): text.hasSuffix(".") ? String(text.dropLast()) : text
    }
  }

  private var followUp: String {
    switch fate {
    case .delivered, .paused: return ""
    case .expired: return "; not sent any more"
    case .waits(let time): return "; attempt \(attempt), the next one at \(time.rfc3339)"
    case .failed:
      if case .answered = result { return "; it is not asked again" }
      return result.isFinal
        ? "; given up: the receiver would not take it a second time either"
        : "; given up after \(attempt) attempts"
    }
  }
}
