/// The reply to a command or a query.
public enum Reply: Hashable, Sendable {
  case done
  case contacts([ContactSummary])
  case toxID(String)
  case hooks([HookSummary])
  case incomingHooks([IncomingHookSummary])
  /// A page of deliveries, and the last one that was searched: the next page begins before it. nil
  /// at the end.
  case deliveries([DeliverySummary], last: Int64?)
  case delivery(DeliverySummary, attempts: [AttemptSummary])
  case replayed(ReplaySummary)
  /// The number of changed messages or deliveries.
  case changed(Int)
  case messages([Int64])
  case inbox([MessageSummary])
  case envelopes([EnvelopeSummary])
  case seal(SealSummary)
  case conversations([ConversationSummary])
  case notes([NoteSummary])
  case audit([AuditEntry])
  case statistics(DeskStatistics)
  case canned([CannedReply])
  /// The number of messages.
  case count(Int)
  /// The matches of a search, and the last message that was searched; nil if that was the last one
  /// of all.
  case matches([Int64], last: Int64?)
  /// What is erased with messages.
  case erasure(answers: Int, deliveries: Int)
  case broadcasts([BroadcastSummary])
  /// A broadcast with a page of its contacts; `last` is where the next page begins, nil at the end.
  case broadcast(BroadcastSummary, members: [BroadcastMemberSummary], last: Int64?)
  case status(StatusSummary)
  case clock(ClockSummary)
  /// In Prometheus' text format.
  case metrics(String)
  case readiness(ReadinessSummary)
  /// The journal is empty too; see `ForgottenSummary.copiesMayRemain`.
  case forgotten(ForgottenSummary)
  /// The number of the message that waits for its contact now.
  case queued(Int64)
  /// The number of the broadcast that is written to so many contacts now.
  case broadcasting(Int64, contacts: Int)
  case confirmation(ConfirmationSummary)
  case files([FileSummary])
  case filePart(FilePart)
  /// A new token, with its text, which is told this once.
  case token(TokenSummary, text: String)
  case tokens([TokenSummary])
  /// The members of the staff that sign in to the web inbox.
  case staff([StaffSummary])
  /// What an authenticator is set up with, `otpauth://…`: told this once.
  case codeSetup(String)
  case sessions([SessionSummary])
  /// An answer that the member of the staff has begun; empty where there is none.
  case draft(String)
  case consumers([ConsumerSummary])
  case events(ConsumerEvents)
  /// One sentence for a person, its kind for a program, and why, where a page says it in another
  /// language.
  case failed(String, FailureKind = .refused, RefusalReason? = nil)
}

/// Why a request failed, for a program.
public enum FailureKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// What it asks for contradicts the state of the bot.
  case refused
  /// A value of it is none that it may have, whatever the state of the bot is.
  case invalid
  /// What it names is not there.
  case absent = "not_found"
  /// The authorization does not include its scope.
  case forbidden
  /// It repeats the key of another request.
  case differs
  /// May work later.
  case unavailable
}

extension Reply {
  /// The reply's name in JSON.
  public enum Name: String, Hashable, Sendable, CaseIterable {
    case done, contacts, statistics
    case toxID = "tox_id"
    case hooks
    case incomingHooks = "incoming_hooks"
    case deliveries, delivery, replayed, changed, messages, inbox, envelopes, seal, conversations,
      notes, audit, canned, count, matches, erasure, broadcasts, broadcast, status, clock, metrics,
      readiness, forgotten,
      queued, broadcasting, confirmation, files, token, tokens, staff
    case filePart = "file_part"
    case codeSetup = "code_setup"
    case sessions, draft, consumers, events, failed
  }

  public var name: Name {
    switch self {
    case .done: .done
    case .contacts: .contacts
    case .toxID: .toxID
    case .hooks: .hooks
    case .incomingHooks: .incomingHooks
    case .deliveries: .deliveries
    case .delivery: .delivery
    case .replayed: .replayed
    case .changed: .changed
    case .messages: .messages
    case .inbox: .inbox
    case .envelopes: .envelopes
    case .seal: .seal
    case .conversations: .conversations
    case .notes: .notes
    case .audit: .audit
    case .statistics: .statistics
    case .canned: .canned
    case .count: .count
    case .matches: .matches
    case .erasure: .erasure
    case .broadcasts: .broadcasts
    case .broadcast: .broadcast
    case .status: .status
    case .clock: .clock
    case .metrics: .metrics
    case .readiness: .readiness
    case .forgotten: .forgotten
    case .queued: .queued
    case .broadcasting: .broadcasting
    case .confirmation: .confirmation
    case .files: .files
    case .filePart: .filePart
    case .token: .token
    case .tokens: .tokens
    case .staff: .staff
    case .codeSetup: .codeSetup
    case .sessions: .sessions
    case .draft: .draft
    case .consumers: .consumers
    case .events: .events
    case .failed: .failed
    }
  }
}
