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
/// long as the handle lives, which the lock makes sure of.
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
    var grace: Int?
    var multi: CourierHandle?
  }

  private let state: Mutex<State>

  init(_ multi: CourierHandle) { state = Mutex(State(multi: multi)) }

  /// - Returns: false when the mailbox is closed.
  func post(_ job: CourierJob) -> Bool {
    state.withLock { state in
      guard state.grace == nil, let multi = state.multi else { return false }
      // Jobs that lie there are taken all at once, for which the thread was woken.
      if state.jobs.isEmpty { curl_multi_wakeup(multi.pointer) }
      state.jobs.append(job)
      return true
    }
  }

  func keep(_ requests: [WebhookRequest]) {
    state.withLock { state in
      guard state.grace == nil, let multi = state.multi else { return }
      state.kept = requests
      curl_multi_wakeup(multi.pointer)
    }
  }

  func close(grace: Int) {
    state.withLock { state in
      guard let multi = state.multi else { return }
      state.grace = min(state.grace ?? grace, grace)
      curl_multi_wakeup(multi.pointer)
    }
  }

  func take() -> Mail {
    state.withLock { state in
      defer { (state.jobs, state.kept) = ([], nil) }
      return Mail(jobs: state.jobs, kept: state.kept, grace: state.grace)
    }
  }

  /// The thread is not woken any more: the handle may be freed.
  func forgetHandle() { state.withLock { $0.multi = nil } }
}
