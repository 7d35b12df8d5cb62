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

  /// Whether the refusal is one of the webhook, with its key, its address or its password, and not
  /// of this message: its owner has to act.
  public var isRefusalOfWebhook: Bool {
    switch advice {
    case .neverSoFar, .gone: true
    case .taken, .later, .never: false
    }
  }

  /// Whether the webhook pauses: its receiver wants no more deliveries.
  public var pausesWebhook: Bool { if case .gone = advice { true } else { false } }

  /// Whether the receiver would refuse the same message again.
  public var isFinal: Bool {
    switch advice {
    case .never, .neverSoFar: true
    case .taken, .later, .gone: false
    }
  }

  /// Whether the receiver is away, or takes nothing at present: not only this message.
  public var isFailureOfReceiver: Bool {
    switch advice {
    case .taken, .never: false
    case .later, .neverSoFar, .gone: true
    }
  }

  /// The meaning of an answer for further attempts.
  enum Advice {
    case taken
    /// May change by itself: the whole schedule.
    case later(retryAfter: Int64?)
    /// The same message would be refused again.
    case never
    /// As long as the webhook is what it is every message would be: its key, its address or its
    /// password has to be corrected, and the owner sees so at once.
    case neverSoFar
    case gone
  }

  /// An address that does not exist, a key or a password that has to be corrected, a proxy's login,
  /// a receiver that is locked or another one's.
  private static let refusalsOfWebhook = [401, 403, 404, 405, 407, 421, 423]
  /// "Timed out", "too early", "too many".
  private static let passing = [408, 425, 429]

  var advice: Advice {
    switch self {
    case .delivered, .answered(_, .replies): .taken
    case .answered(_, .unusable): .never
    case .unreachable: .later(retryAfter: nil)
    case .rejected(_, .message, _): .never
    case .rejected(_, .webhook, _): .gone
    case .refused(410, _, _): .gone
    case .refused(let status, let retryAfter, _) where Self.passing.contains(status):
      .later(retryAfter: retryAfter)
    case .refused(let status, _, _) where Self.refusalsOfWebhook.contains(status): .neverSoFar
    case .refused(400..<500, _, _): .never
    // Redirects too: the owner changes the url.
    case .refused(_, let retryAfter, _): .later(retryAfter: retryAfter)
    }
  }
}
