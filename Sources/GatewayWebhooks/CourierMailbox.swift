import CCurl
public import GatewayCore
import Synchronization

/// A request and the function that gets its result. A class, since it is handed on many times, and
/// a copy of a request takes a dozen references.
public final class CourierJob: Sendable {
  let request: WebhookRequest
  let completion: Courier.Completion

  /// - Parameter completion: as of `Courier.send`.
  public init(_ request: WebhookRequest, completion: @escaping Courier.Completion) {
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

/// What other threads leave for the courier's threads.
///
/// curl's handle belongs to its thread; `curl_multi_wakeup` alone may be called from others, as
/// long as the handle lives, which a lock makes sure of. It is another one than that of the mail,
/// which the thread would wait for as soon as it is woken.
final class CourierMailbox: Sendable {
  /// What a thread finds when it looks.
  struct Mail {
    /// To be started now.
    var jobs: [CourierJob] = []
    /// For the brokers, which are the first thread's.
    var publications: [CourierJob] = []
    /// The connections that are to stand, where that has changed.
    var kept: [WebhookRequest]?
    /// Milliseconds, once no jobs will follow.
    var grace: Int?
  }

  private struct State {
    var queue: CourierQueue
    var publications: [CourierJob] = []
    var kept: [WebhookRequest]?
    /// Set before the threads end.
    var grace: Int?
    /// The threads that were woken and have not looked since.
    var woken = ThreadSet()

    /// The threads that are to be woken, since there is a job for them.
    mutating func wakeForJobs(_ count: Int) -> ThreadSet {
      var threads = ThreadSet()
      for thread in 0..<count where !woken.contains(thread) && hasJob(for: thread) {
        threads.insert(thread)
      }
      woken.formUnion(threads)
      return threads
    }

    private func hasJob(for thread: Int) -> Bool {
      thread == 0 && !publications.isEmpty || queue.hasJob(for: thread)
    }
  }

  private let state: Mutex<State>
  private let wakers: [CourierWaker]

  init(_ limits: CourierLimits, _ wakers: [CourierWaker]) {
    self.wakers = wakers
    state = Mutex(State(queue: CourierQueue(limits, threads: wakers.count)))
  }

  /// - Returns: false when the mailbox is closed.
  func post(_ jobs: [CourierJob]) -> Bool {
    let threads = state.withLock { state -> ThreadSet? in
      guard state.grace == nil else { return nil }
      for job in jobs {
        if case .mqtt = job.request.content {
          state.publications.append(job)
        } else {
          state.queue.add(job)
        }
      }
      return state.wakeForJobs(wakers.count)
    }
    guard let threads else { return false }
    wake(threads)
    return true
  }

  func keep(_ requests: [WebhookRequest]) {
    state.withLock { state in
      if state.grace == nil { state.kept = requests }
    }
    wakers[0].wake()
  }

  func close(grace: Int) {
    state.withLock { $0.grace = min($0.grace ?? grace, grace) }
    for waker in wakers { waker.wake() }
  }

  /// - Parameter thread: whose mail.
  func take(for thread: Int) -> Mail {
    state.withLock { state in
      state.woken.remove(thread)
      var mail = Mail(grace: state.grace)
      while let job = state.queue.next(for: thread) { mail.jobs.append(job) }
      guard thread == 0 else { return mail }
      (mail.publications, mail.kept) = (state.publications, state.kept)
      (state.publications, state.kept) = ([], nil)
      return mail
    }
  }

  func hasJob(for thread: Int) -> Bool { state.withLock { $0.queue.hasJob(for: thread) } }

  /// A job that a thread took is done. The thread looks for another one itself.
  func ended(_ job: CourierJob, by thread: Int) {
    let threads = state.withLock { state in
      let wasFull = state.queue.isFull
      state.queue.ended(job, by: thread)
      return wasFull ? state.wakeForJobs(wakers.count) : ThreadSet()
    }
    wake(threads)
  }

  /// Takes the jobs that no thread has taken.
  func takeWaiting() -> [CourierJob] { state.withLock { $0.queue.takeAll() } }

  private func wake(_ threads: ThreadSet) {
    for thread in wakers.indices where threads.contains(thread) { wakers[thread].wake() }
  }
}

/// Some of the courier's threads.
private struct ThreadSet {
  private var bits: UInt8 = 0

  func contains(_ thread: Int) -> Bool { bits & 1 << thread != 0 }
  mutating func insert(_ thread: Int) { bits |= 1 << thread }
  mutating func remove(_ thread: Int) { bits &= ~(1 << thread) }
  mutating func formUnion(_ others: Self) { bits |= others.bits }
}

/// Wakes one of the courier's threads, as long as it is there.
final class CourierWaker: Sendable {
  private let multi: Mutex<CourierHandle?>

  init(_ multi: CourierHandle) { self.multi = Mutex(multi) }

  func wake() {
    multi.withLock { multi in
      if let multi { curl_multi_wakeup(multi.pointer) }
    }
  }

  /// The thread is not woken any more: the handle may be freed.
  func forgetHandle() {
    multi.withLock { $0 = nil }
  }
}
