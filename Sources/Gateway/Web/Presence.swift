import GatewayCore
import Synchronization

/// Which of the staff are writing an answer, so that two do not answer at once. In memory alone,
/// and over soon after a browser stops telling.
final class Presence: Sendable {
  /// The script of a page tells it every 15 s.
  static let lifetime = Duration.seconds(40)
  /// Conversations of one session at one time.
  static let ofSessionMax = 8
  static let entriesMax = 1_024
  /// Changes that are remembered for streams.
  private static let changesMax = 256

  private struct Entry {
    var session: Int64
    var name: String
    var contact: String
    var until: ContinuousClock.Instant
  }

  private struct State {
    var entries: [Entry] = []
    var version: Int64 = 0
    /// The conversations of the newest changes, the oldest first.
    var changes: [String] = []

    mutating func change(_ contact: String) {
      version += 1
      changes.append(contact)
      if changes.count > Presence.changesMax { changes.removeFirst() }
    }
  }

  private let state = Mutex(State())
  private let changed: @Sendable () -> Void
  private let now: @Sendable () -> ContinuousClock.Instant

  /// - Parameter changed: wakes those that show it.
  init(
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    changed: @escaping @Sendable () -> Void
  ) {
    self.now = now
    self.changed = changed
  }

  /// - Parameters:
  ///   - contact: the codename of the conversation.
  ///   - isAnswering: false: it does not any more.
  func note(_ name: String, session: Int64, at contact: String, isAnswering: Bool) {
    update { state, now in
      let place = state.entries.firstIndex { $0.session == session && $0.contact == contact }
      switch (place, isAnswering) {
      case (let place?, true): state.entries[place].until = now + Self.lifetime
      case (let place?, false):
        state.entries.remove(at: place)
        state.change(contact)
      case (nil, true):
        let own = state.entries.filter { $0.session == session }
        if own.count >= Self.ofSessionMax { Self.drop(own.first, from: &state) }
        if state.entries.count >= Self.entriesMax { Self.drop(state.entries.first, from: &state) }
        state.entries.append(
          Entry(session: session, name: name, contact: contact, until: now + Self.lifetime))
        state.change(contact)
      case (nil, false): break
      }
    }
  }

  /// A session ended.
  func leave(_ session: Int64) {
    update { state, _ in
      for entry in state.entries where entry.session == session {
        Self.drop(entry, from: &state)
      }
    }
  }

  /// The names of those that answer in a conversation, in other sessions than this one.
  func answering(_ contact: String, except session: Int64) -> [String] {
    let now = now()
    let names = state.withLock { state in
      state.entries.filter {
        $0.contact == contact && $0.session != session && $0.until > now
      }.map(\.name)
    }
    return Set(names).sorted()
  }

  /// The conversations that changed behind a version; nil in place of those that are not known any
  /// more.
  func changes(after version: Int64) -> (contacts: [String]?, version: Int64) {
    update { _, _ in }
    return state.withLock { state in
      let count = state.version - version
      guard count >= 0, count <= state.changes.count else { return (nil, state.version) }
      return (Array(Set(state.changes.suffix(Int(count)))).sorted(), state.version)
    }
  }

  private static func drop(_ entry: Entry?, from state: inout State) {
    guard let entry else { return }
    state.entries.removeAll { $0.session == entry.session && $0.contact == entry.contact }
    state.change(entry.contact)
  }

  private func update(_ body: (inout State, ContinuousClock.Instant) -> Void) {
    let now = now()
    let isChanged = state.withLock { state in
      let before = state.version
      for entry in state.entries where entry.until <= now { Self.drop(entry, from: &state) }
      body(&state, now)
      return state.version != before
    }
    if isChanged { changed() }
  }
}
