/// What one attempt to deliver came to.
public enum DeliveryResult: Hashable, Sendable {
  /// 2xx: done.
  case delivered(status: Int)
  /// Any other answer; `retryAfter` in seconds where the receiver asked for it, `location` where a
  /// redirect points to. That may hold a secret, as the URL itself does.
  case refused(status: Int, retryAfter: Int64? = nil, location: String? = nil)
  /// No answer: name, connection, TLS or time-out. One sentence, without the URL.
  case unreachable(String)
}

/// What follows from an attempt for its delivery.
public enum DeliveryFate: Hashable, Sendable {
  /// The receiver took it.
  case delivered
  /// Not tried again: the answer is final, or its attempts are used up.
  case failed
  /// Tried again at this time.
  case waits(until: UnixMilliseconds)
  /// The receiver wants nothing any more (410): this delivery and all others of its webhook wait
  /// until somebody resumes the webhook.
  case paused

  /// Whether there is no further attempt.
  public var isEnd: Bool { self == .delivered || self == .failed }

  /// The time of the next attempt, where one is planned.
  public var next: UnixMilliseconds? {
    if case .waits(let time) = self { time } else { nil }
  }
}

extension DeliveryResult {
  /// Whether the receiver would refuse the same message again.
  public var isFinal: Bool { if case .never = advice { true } else { false } }

  /// What an answer says about further attempts.
  enum Advice {
    case taken
    /// May change by itself, or by what the receiver's owner does: the whole schedule.
    case later(retryAfter: Int64?)
    /// The address leads nowhere, perhaps while a receiver is being set up: a few attempts.
    case soonOver
    /// The same message would be refused again.
    case never
    case gone
  }

  var advice: Advice {
    switch self {
    case .delivered: .taken
    case .unreachable: .later(retryAfter: nil)
    case .refused(410, _, _): .gone
    case .refused(404, _, _), .refused(405, _, _): .soonOver
    // A key or a password that somebody is to set right; a proxy's login; "too early", "too many".
    case .refused(let status, let retryAfter, _)
    where [401, 403, 407, 408, 421, 423, 425, 429].contains(status):
      .later(retryAfter: retryAfter)
    case .refused(400..<500, _, _): .never
    // Redirects too: the owner changes the url.
    case .refused(_, let retryAfter, _): .later(retryAfter: retryAfter)
    }
  }
}
