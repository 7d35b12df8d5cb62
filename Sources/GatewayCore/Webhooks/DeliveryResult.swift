/// The result of one attempt to deliver.
public enum DeliveryResult: Hashable, Sendable {
  /// What a receiver rejects for good.
  public enum Rejection: Hashable, Sendable {
    /// It would refuse the same message again.
    case message
    /// It accepts nothing from the webhook until its owner changes something.
    case webhook
  }

  /// 2xx: accepted.
  case delivered(status: Int)
  /// 2xx with an answer to an ask.
  case answered(status: Int, AskAnswer)
  /// Any other answer; `retryAfter` in seconds where the receiver asked for it, `location` the
  /// target of a redirect, which may contain a secret, as the URL itself does.
  case refused(status: Int, retryAfter: Int64? = nil, location: String? = nil)
  /// An answer that the receiver's own protocol makes final, whatever its status says in general.
  /// `reason` is the receiver's own short word for it, where it has one.
  case rejected(status: Int, Rejection, reason: String? = nil)
  /// No answer: the fault of name, connection or TLS, or a timeout. One sentence, without the URL.
  case unreachable(String)
}

/// The consequence of an attempt for its delivery.
public enum DeliveryFate: Hashable, Sendable {
  /// The receiver accepted it.
  case delivered
  /// Not tried again: the answer is final, or its attempts are used up.
  case failed
  /// Tried again at this time.
  case waits(until: UnixMilliseconds)
  /// The receiver wants no more deliveries (410, or what its format takes for that): this one and
  /// all others of its webhook wait until the owner resumes the webhook.
  case paused
  /// Not sent any more: it is too old, or the owner gave it up.
  case expired

  /// Whether there is no further attempt.
  public var isEnd: Bool { self == .delivered || self == .failed || self == .expired }

  /// The fate of a delivery that had ended before its attempt did.
  public static func ended(as state: DeliveryState) -> DeliveryFate {
    switch state {
    case .delivered: .delivered
    case .expired: .expired
    case .pending, .failed: .failed
    }
  }

  /// The time of the next attempt, where one is planned.
  public var next: UnixMilliseconds? {
    if case .waits(let time) = self { time } else { nil }
  }
}

extension DeliveryResult {
  /// The status of the receiver's answer; nil where there was none.
  public var status: Int? {
    switch self {
    case .delivered(let status), .answered(let status, _), .refused(let status, _, _),
      .rejected(let status, _, _):
      status
    case .unreachable: nil
    }
  }

  /// The receiver's own short word for its refusal, where it has one.
  public var reason: String? {
    if case .rejected(_, _, let reason) = self { reason } else { nil }
  }

  /// Whether the webhook pauses: its receiver wants no more deliveries.
  public var pausesWebhook: Bool { if case .gone = advice { true } else { false } }

  /// Whether the receiver would refuse the same message again.
  public var isFinal: Bool { if case .never = advice { true } else { false } }

  /// Whether the receiver is away, or takes nothing at present: not only this message.
  public var isFailureOfReceiver: Bool {
    switch advice {
    case .taken, .never: false
    case .later, .soonOver, .gone: true
    }
  }

  /// The meaning of an answer for further attempts.
  enum Advice {
    case taken
    /// May change by itself, or when the receiver's owner acts: the whole schedule.
    case later(retryAfter: Int64?)
    /// The address does not exist, perhaps while a receiver is being set up: a few attempts.
    case soonOver
    /// The same message would be refused again.
    case never
    case gone
  }

  var advice: Advice {
    switch self {
    case .delivered, .answered(_, .replies): .taken
    case .answered(_, .unusable): .never
    case .unreachable: .later(retryAfter: nil)
    case .rejected(_, .message, _): .never
    case .rejected(_, .webhook, _): .gone
    case .refused(410, _, _): .gone
    case .refused(404, _, _), .refused(405, _, _): .soonOver
    // A key or a password that has to be corrected; a proxy's login; "too early", "too many".
    case .refused(let status, let retryAfter, _)
    where [401, 403, 407, 408, 421, 423, 425, 429].contains(status):
      .later(retryAfter: retryAfter)
    case .refused(400..<500, _, _): .never
    // Redirects too: the owner changes the url.
    case .refused(_, let retryAfter, _): .later(retryAfter: retryAfter)
    }
  }
}
