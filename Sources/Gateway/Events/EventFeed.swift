public import GatewayCore
import Synchronization

/// A report with its number in this run of the bot.
public typealias FeedEvent = NumberedEvent<Report>

/// Numbers a bot's reports, and holds the newest events while a client follows them.
///
/// It holds texts of contacts: until a while after the last follower left, so that one that comes
/// back misses nothing, and never for a bot that is not followed.
final class EventFeed: Sendable {
  /// When the bot was started: it distinguishes the numbers of this run from those of another one.
  let run: UnixMilliseconds

  static let countMax = 1_024
  /// 4 MiB.
  static let bytesMax = 4 << 20
  /// Two minutes for a follower to come back.
  static let keptAfterLast = Duration.seconds(120)

  fileprivate struct State {
    var ring = EventRing<Report>(countMax: EventFeed.countMax, bytesMax: EventFeed.bytesMax)
    var followers: [ObjectIdentifier: Follower] = [:]
    /// Whether events are held: while a client follows them, and for a while after.
    var isKeeping = false
    /// Increased whenever the last follower leaves.
    var departures = 0
    /// Tasks that wait for the next event of any kind.
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    var lastWaiter = 0
    /// No task waits any longer.
    var isEnded = false
  }

  fileprivate struct Follower {
    var wake: @Sendable () -> Void
    /// Whether it has read everything, and is to be woken for more.
    var isWaiting = false
  }

  private let state = Mutex(State())

  init(run: UnixMilliseconds) { self.run = run }

  /// Numbers reports, in the order of the calls.
  ///
  /// - Parameter report: called with the events before those of a later call; must not block.
  func publish(
    _ reports: [Report], at now: UnixMilliseconds, report: ([FeedEvent]) -> Void
  ) {
    let (wakes, waiters) = state.withLock { state in
      report(
        reports.map { content in
          let time = content.time ?? now
          guard state.isKeeping else {
            return NumberedEvent(number: state.ring.skip(), time: time, content: content)
          }
          return state.ring.append(content, at: time, size: content.approximateSize)
        })
      if reports.contains(where: \.isForgotten) { state.ring.removeAll() }
      return (state.takeWaiting(), state.takeWaiters())
    }
    for wake in wakes { wake() }
    for waiter in waiters { waiter.resume() }
  }

  /// The number of the newest event.
  var newest: Int64 { state.withLock(\.ring.newest) }

  /// The events after one, up to a number. Where there are none the follower is woken once when
  /// there are.
  func page(
    for follower: AnyObject, after number: Int64, atMost limit: Int
  ) -> EventRing<Report>.Page {
    state.withLock { state in
      let page = state.ring.page(after: number, atMost: limit)
      let isWaiting = page.events.isEmpty && page.missed == 0
      state.followers[ObjectIdentifier(follower)]?.isWaiting = isWaiting
      return page
    }
  }

  /// - Parameter wake: called from any thread; must not block.
  func follow(_ follower: AnyObject, wake: @escaping @Sendable () -> Void) {
    state.withLock { state in
      state.followers[ObjectIdentifier(follower)] = Follower(wake: wake)
      state.isKeeping = true
    }
  }

  /// - Returns: a handler to call after `keptAfterLast`; nil where others follow.
  func leave(_ follower: AnyObject) -> (@Sendable () -> Void)? {
    state.withLock { state in
      state.followers[ObjectIdentifier(follower)] = nil
      guard state.followers.isEmpty else { return nil }
      state.departures += 1
      let departure = state.departures
      return { [weak self] in self?.stopKeeping(since: departure) }
    }
  }

  private func stopKeeping(since departure: Int) {
    state.withLock { state in
      guard state.followers.isEmpty, state.departures == departure else { return }
      state.isKeeping = false
      state.ring.removeAll()
    }
  }
}

/// Waiting for the next event without following them: none is held for it.
extension EventFeed {
  /// Returns when there is an event behind this number, or after some time, or when the task is
  /// cancelled.
  func wait(after number: Int64, atMost limit: Duration) async {
    let id = state.withLock { state in
      state.lastWaiter += 1
      return state.lastWaiter
    }
    let timer = Mutex<Task<Void, Never>?>(nil)
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.isEnded || state.ring.newest > number || Task.isCancelled { return true }
          state.waiters[id] = continuation
          return false
        }
        if isOver { return continuation.resume() }
        // Not before there is something that it releases.
        timer.withLock { timer in
          timer = Task {
            try? await Task.sleep(for: limit)
            release(id)
          }
        }
      }
    } onCancel: {
      release(id)
    }
    timer.withLock { $0?.cancel() }
  }

  private func release(_ id: Int) {
    state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
  }

  /// All tasks that wait go on, to look whether they still may.
  func wakeWaiting() {
    for waiter in state.withLock({ $0.takeWaiters() }) { waiter.resume() }
  }

  /// All tasks that wait go on, now and later.
  func endWaiting() {
    let waiters = state.withLock { state in
      state.isEnded = true
      return state.takeWaiters()
    }
    for waiter in waiters { waiter.resume() }
  }

  var isEnded: Bool { state.withLock(\.isEnded) }
}

extension EventFeed.State {
  fileprivate mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
    defer { waiters = [:] }
    return Array(waiters.values)
  }

  fileprivate mutating func takeWaiting() -> [@Sendable () -> Void] {
    let waiting = followers.filter(\.value.isWaiting)
    for id in waiting.keys { followers[id]?.isWaiting = false }
    return waiting.values.map(\.wake)
  }
}

extension Report {
  /// Whether earlier events may hold what was erased.
  fileprivate var isForgotten: Bool {
    if case .forgotten = self { true } else { false }
  }

  /// Bytes in memory, roughly.
  fileprivate var approximateSize: Int {
    let overhead = 512
    return switch self {
    case .message(let message): overhead + message.text.utf8.count
    case .reply(_, let message): overhead + message.text.utf8.count
    case .contactRequest(_, let text, _), .progress(let text), .log(let text),
      .storeError(let text):
      overhead + text.utf8.count
    case .ruleError(let failure, _), .reloadFailed(let failure):
      overhead + failure.message.utf8.count
    default: overhead
    }
  }
}
