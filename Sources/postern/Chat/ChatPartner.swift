import Gateway
import GatewayCore
import Synchronization

/// The contact that a person talks to on the terminal, and what is shown of it.
final class ChatPartner: Sendable {
  private struct State {
    var codename = ""
    var isOnline = false
    /// It was said that messages wait, in this absence.
    var isWaitTold = false
  }

  private let state = Mutex(State())

  /// The contact is known now.
  func become(_ contact: ContactSummary) {
    state.withLock { state in
      state.codename = contact.codename
      state.isOnline = state.isOnline || contact.isOnline
    }
  }

  /// Says once in each absence that messages wait.
  func tellOfWaiting() {
    let words = state.withLock { state -> OutputLine? in
      guard !state.isOnline, !state.isWaitTold else { return nil }
      state.isWaitTold = true
      return """
        \(state.codename) is not online: what you write waits, and leaves when both of you are \
        online at the same time.
        """
    }
    if let words { Output.note(words) }
  }

  @Sendable func show(_ events: [FeedEvent]) {
    for event in events {
      note(event.content)
      show(event.content)
    }
  }

  private func note(_ report: Report) {
    switch report {
    case .contactOnline(let contact): setOnline(true, contact)
    case .contactOffline(let contact): setOnline(false, contact)
    default: break
    }
  }

  /// Before the contact is known, any that comes online may be the one.
  private func mayBe(_ contact: Contact) -> Bool {
    state.withLock { $0.codename.isEmpty || $0.codename == contact.codename.text }
  }

  private func setOnline(_ isOnline: Bool, _ contact: Contact) {
    guard mayBe(contact) else { return }
    state.withLock { state in
      state.isOnline = isOnline
      if isOnline { state.isWaitTold = false }
    }
  }

  /// Of other contacts what they write is shown, since it is acknowledged; not that they come and
  /// go.
  private func show(_ report: Report) {
    switch report {
    case .message(let message):
      let name = message.contact.name.isEmpty ? message.contact.codename.text : message.contact.name
      switch message.kind {
      case .text: Output.line("\(name): \(lines: message.text, indent: "    ")")
      case .action: Output.line("* \(name) \(lines: message.text, indent: "    ")")
      }
    case .contactOnline(let contact) where !mayBe(contact): break
    case .contactOffline(let contact) where !mayBe(contact): break
    case .contactOnline, .contactOffline, .connection, .storeError, .file:
      if let words = report.words(tellsActivity: true) { Output.note(words) }
    default: break
    }
  }
}
