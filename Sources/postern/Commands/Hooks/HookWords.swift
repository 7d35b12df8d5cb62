import Gateway
import GatewayCore

extension HookSummary {
  var words: OutputLine {
    var line: OutputLine = "\(name)  \(waiting) waiting, \(delivered) delivered, \(failed) failed"
    if expired > 0 { line = line + ", \(expired) expired" }
    if turnedAway > 0 { line = line + ", \(turnedAway) beyond its backlog" }
    if let pausedSince {
      let cause = (pausedBy ?? .receiver).words
      line = line + "  paused since \(pausedSince.rfc3339): \(cause)"
    } else if let failingSince {
      line = line + "  failing since \(failingSince.rfc3339)"
    }
    return line
  }
}

extension IncomingHookSummary {
  /// Its line, and one for each reason for which requests were refused.
  var words: OutputLine {
    var line: OutputLine = "\(name)  incoming (\(scheme))  \(received) received"
    if repeated > 0 { line = line + ", \(repeated) repeated" }
    if failed > 0 { line = line + ", \(failed) failed" }
    if let last { line = line + ", last \(last.rfc3339)" }
    for refusal in refused {
      let why = HookRefusal(rawValue: refusal.reason)?.words ?? "\(refusal.reason)"
      line = line + "\n  \(refusal.count) refused: \(why), last \(refusal.last.rfc3339)"
    }
    return line
  }
}

extension HookRefusal {
  fileprivate var words: OutputLine {
    switch self {
    case .unproven: "no proof"
    case .proof: "wrong secret or signature, or changed on its way"
    case .time: "signed too long ago, or a clock is wrong"
    case .size: "body too large, or in too many pieces"
    case .incomplete: "body cut off or too slow"
    case .method: "neither POST nor PUT"
    case .request: "query can't be read, or several ids"
    case .busy: "the bot was busy or could not write; the sender was told to try again"
    }
  }
}

extension DeliverySummary {
  var words: OutputLine {
    let about: OutputLine = message.map { "  message \($0)" } ?? ""
    return "\(id)  \(time.rfc3339)  \(webhook)  \(stateWords)\(about)"
  }

  private var stateWords: OutputLine {
    let tries: OutputLine = attempts == 0 ? "" : " after \(counted: attempts, "attempt")"
    switch state {
    case .delivered: return "delivered\(tries)\(isReplayable ? "" : ", its body dropped")"
    case .pending:
      let next: OutputLine = due.map { ", due \($0.rfc3339)" } ?? ", behind another one"
      return "waiting\(tries)\(next)"
    case .failed, .expired:
      let why: OutputLine = ending.map { ": \($0.words)" } ?? ""
      return "\(state.rawValue)\(tries)\(why)"
    }
  }
}

extension DeliveryEnding {
  fileprivate var words: OutputLine {
    switch self {
    case .refused: "the receiver would refuse it again"
    case .unusable: "its answer is no reply"
    case .attempts: "its last attempt failed"
    case .turnedAway: "the backlog was full"
    case .age: "too old to be sent"
    case .owner: "given up by the owner"
    }
  }
}

extension AttemptSummary {
  var words: OutputLine {
    let place: OutputLine = address.map { "  \($0)" } ?? ""
    let answer: OutputLine = status.map { "  \($0)" } ?? ""
    let remark: OutputLine = text.map { "  \($0)" } ?? ""
    let kept: OutputLine = response.map { "\n    < \(lines: $0, indent: "    < ")" } ?? ""
    return "  \(time.rfc3339)\(place)  \(duration) ms\(answer)\(remark)\(kept)"
  }
}

extension ReplaySummary {
  /// Numbers without the deliveries themselves: there may be very many.
  var words: OutputLine {
    var parts: [OutputLine] = [
      "\(counted: sent.count, "delivery", "deliveries") queued to be sent again"
    ]
    if !accepted.isEmpty { parts.append("\(accepted.count) accepted before, not repeated") }
    if !withoutBody.isEmpty {
      parts.append("\(withoutBody.count) without a body any more (see `keep` in Webhooks.md)")
    }
    if !waiting.isEmpty { parts.append("\(waiting.count) wait in any case") }
    return parts.dropFirst().reduce(parts[0]) { "\($0), \($1)" }
  }
}
