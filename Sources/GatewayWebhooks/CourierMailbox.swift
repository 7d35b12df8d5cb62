import CCurl
import GatewayCore
import Synchronization

/// A request and the function that gets its result. A class, since it is handed on many times, and
/// a copy of a request takes a dozen references.
final class CourierJob: Sendable {
  let request: WebhookRequest
  let completion: Courier.Completion

  init(request: WebhookRequest, completion: @escaping Courier.Completion) {
    self.request = request
    self.completion = completion
  }

  /// - Parameter address: what was connected to, with its port.
  func end(
    _ result: CourierResult, at address: String? = nil, dialogue: [DialogueLine] = []
  ) {
    completion(CourierEnd(result, address: address, dialogue: dialogue))
  }
}

/// curl's handle for all transfers, on its way to the one thread that uses it.
struct CourierHandle: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
}

/// What other threads leave for the courier's thread.
///
/// curl's handle belongs to that thread; `curl_multi_wakeup` alone may be called from others, as
/// long as the handle lives, which a lock makes sure of. It is another one than that of the mail,
/// which the thread would wait for as soon as it is woken.
final class CourierMailbox: Sendable {
  /// What the thread finds when it looks.
  struct Mail {
    var jobs: [CourierJob]
    /// The connections that are to stand, where that has changed.
    var kept: [WebhookRequest]?
    /// Milliseconds, once no jobs will follow.
    var grace: Int?
  }

  private struct State {
    var jobs: [CourierJob] = []
    var kept: [WebhookRequest]?
    /// Set before the thread ends.
    var grace: Int?
  }

  private let state = Mutex(State())
  private let multi: Mutex<CourierHandle?>

  init(_ multi: CourierHandle) { self.multi = Mutex(multi) }

  /// - Returns: false when the mailbox is closed.
  func post(_ job: CourierJob) -> Bool {
    let (isTaken, wakes) = state.withLock { state in
      guard state.grace == nil else { return (false, false) }
      state.jobs.append(job)
      // Jobs that lie there are taken all at once, for which the thread was woken.
      return (true, state.jobs.count == 1)
    }
    if wakes { wake() }
    return isTaken
  }

  func keep(_ requests: [WebhookRequest]) {
    state.withLock { state in
      if state.grace == nil { state.kept = requests }
    }
    wake()
  }

  func close(grace: Int) {
    state.withLock { $0.grace = min($0.grace ?? grace, grace) }
    wake()
  }

  func take() -> Mail {
    state.withLock { state in
      defer { (state.jobs, state.kept) = ([], nil) }
      return Mail(jobs: state.jobs, kept: state.kept, grace: state.grace)
    }
  }

  /// The thread is not woken any more: the handle may be freed.
  func forgetHandle() {
    multi.withLock { $0 = nil }
  }

  private func wake() {
    multi.withLock { multi in
      if let multi { curl_multi_wakeup(multi.pointer) }
    }
  }
}
