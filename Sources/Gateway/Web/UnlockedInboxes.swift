import GatewayCore
import Synchronization

/// The inbox keys that sessions of the web inbox have opened: in locked memory, each for its
/// session alone, and wiped with the last reference as soon as it is over.
final class UnlockedInboxes: Sendable {
  /// Ten minutes without a person, in milliseconds.
  static let idleStandard: Int64 = 600_000
  /// Between two looks at the clock while a key is open.
  private static let lookInterval = Duration.seconds(5)

  private struct Entry {
    var key: SealedMessages
    /// When a person was last seen.
    var lastUsed: UnixMilliseconds
  }

  private struct State {
    var entries: [Int64: Entry] = [:]
    var isWatched = false
  }

  let idleMax: Int64
  private let state = Mutex(State())
  private let now: @Sendable () -> UnixMilliseconds
  private let changed: @Sendable () -> Void

  /// - Parameters:
  ///   - idleMax: milliseconds without a person that lock it.
  ///   - changed: called when something was locked or unlocked.
  init(
    idleMax: Int64 = idleStandard, now: @escaping @Sendable () -> UnixMilliseconds,
    changed: @escaping @Sendable () -> Void
  ) {
    self.idleMax = idleMax
    self.now = now
    self.changed = changed
  }

  func unlock(_ session: Int64, with key: SealedMessages) {
    let now = now()
    let startsWatch = state.withLock { state in
      state.entries[session] = Entry(key: key, lastUsed: now)
      defer { state.isWatched = true }
      return !state.isWatched
    }
    changed()
    if startsWatch { watch() }
  }

  /// The key of a session; nil where it is locked.
  func key(of session: Int64) -> SealedMessages? {
    let now = now()
    return state.withLock { state in
      guard let entry = state.entries[session], isOpen(entry, now) else { return nil }
      return entry.key
    }
  }

  func isUnlocked(_ session: Int64) -> Bool { key(of: session) != nil }

  /// A person uses the session.
  func noteUse(of session: Int64) {
    let now = now()
    state.withLock { state in
      guard let entry = state.entries[session], isOpen(entry, now) else { return }
      state.entries[session]?.lastUsed = now
    }
  }

  /// - Returns: whether it was unlocked.
  @discardableResult
  func lock(_ session: Int64) -> Bool { remove { id, _ in id == session } > 0 }

  func lockAll() { remove { _, _ in true } }

  /// Locks what is of none of these sessions.
  func keep(only sessions: Set<Int64>) { remove { id, _ in !sessions.contains(id) } }

  /// Locks where no person was seen for too long.
  func lockIdle() {
    let now = now()
    remove { _, entry in !isOpen(entry, now) }
  }

  /// A clock that was set back by more locks too.
  private func isOpen(_ entry: Entry, _ now: UnixMilliseconds) -> Bool {
    abs(now.rawValue - entry.lastUsed.rawValue) < idleMax
  }

  @discardableResult
  private func remove(_ isOver: (Int64, Entry) -> Bool) -> Int {
    let removed = state.withLock { state in
      let over = state.entries.filter { isOver($0.key, $0.value) }
      for id in over.keys { state.entries[id] = nil }
      return over.count
    }
    if removed > 0 { changed() }
    return removed
  }

  /// For as long as a key is open: it must not stay when no page is asked for any more.
  private func watch() {
    Task { [weak self] in
      while let self, isStillWatched() {
        try? await Task.sleep(for: Self.lookInterval)
        lockIdle()
      }
    }
  }

  private func isStillWatched() -> Bool {
    state.withLock { state in
      state.isWatched = !state.entries.isEmpty
      return state.isWatched
    }
  }
}
