/// `{"reply":"changed","count":3}`
extension Reply: Codable {
  /// - Throws: `DecodingError`, also for a reply of another version.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    guard let name = Name(rawValue: try members.text("reply")) else {
      throw DecodingError.dataCorruptedError(
        forKey: "reply", in: members, debugDescription: "no reply that is known")
    }
    switch name {
    case .done: self = .done
    case .contacts: self = .contacts(try members.decode([ContactSummary].self, forKey: "contacts"))
    case .toxID: self = .toxID(try members.text("tox_id"))
    case .hooks: self = .hooks(try members.decode([HookSummary].self, forKey: "hooks"))
    case .incomingHooks:
      self = .incomingHooks(try members.decode([IncomingHookSummary].self, forKey: "hooks"))
    case .deliveries:
      self = .deliveries(
        try members.decode([DeliverySummary].self, forKey: "deliveries"),
        last: try members.decodeIfPresent(Int64.self, forKey: "last"))
    case .delivery:
      self = .delivery(
        try members.decode(DeliverySummary.self, forKey: "delivery"),
        attempts: try members.decode([AttemptSummary].self, forKey: "attempts"))
    case .replayed: self = .replayed(try ReplaySummary(from: decoder))
    case .changed: self = .changed(try members.decode(Int.self, forKey: "count"))
    case .messages: self = .messages(try members.numbers("messages"))
    case .inbox: self = .inbox(try members.decode([MessageSummary].self, forKey: "messages"))
    case .envelopes:
      self = .envelopes(try members.decode([EnvelopeSummary].self, forKey: "envelopes"))
    case .seal: self = .seal(try SealSummary(from: decoder))
    case .conversations:
      self = .conversations(
        try members.decode([ConversationSummary].self, forKey: "conversations"))
    case .notes: self = .notes(try members.decode([NoteSummary].self, forKey: "notes"))
    case .statistics: self = .statistics(try DeskStatistics(from: decoder))
    case .filePart: self = .filePart(try FilePart(from: decoder))
    case .audit: self = .audit(try members.decode([AuditEntry].self, forKey: "entries"))
    case .canned: self = .canned(try members.decode([CannedReply].self, forKey: "replies"))
    case .count: self = .count(try members.decode(Int.self, forKey: "count"))
    case .matches:
      self = .matches(
        try members.numbers("messages"),
        last: try members.decodeIfPresent(Int64.self, forKey: "last"))
    case .erasure:
      self = .erasure(
        answers: try members.decode(Int.self, forKey: "answers"),
        deliveries: try members.decode(Int.self, forKey: "deliveries"))
    case .broadcasts:
      self = .broadcasts(try members.decode([BroadcastSummary].self, forKey: "broadcasts"))
    case .broadcast:
      self = .broadcast(
        try members.decode(BroadcastSummary.self, forKey: "broadcast"),
        members: try members.decode([BroadcastMemberSummary].self, forKey: "members"),
        last: try members.decodeIfPresent(Int64.self, forKey: "last"))
    case .status: self = .status(try StatusSummary(from: decoder))
    case .clock: self = .clock(try ClockSummary(from: decoder))
    case .metrics: self = .metrics(try members.text("text"))
    case .readiness: self = .readiness(try ReadinessSummary(from: decoder))
    case .forgotten: self = .forgotten(try ForgottenSummary(from: decoder))
    case .queued: self = .queued(try members.decode(Int64.self, forKey: "message"))
    case .broadcasting:
      self = .broadcasting(
        try members.decode(Int64.self, forKey: "broadcast"),
        contacts: try members.decode(Int.self, forKey: "contacts"))
    case .confirmation:
      self = .confirmation(
        try members.decode(ConfirmationSummary.self, forKey: "confirmation"))
    case .files: self = .files(try members.decode([FileSummary].self, forKey: "files"))
    case .token:
      self = .token(
        try members.decode(TokenSummary.self, forKey: "token"), text: try members.text("text"))
    case .tokens: self = .tokens(try members.decode([TokenSummary].self, forKey: "tokens"))
    case .staff: self = .staff(try members.decode([StaffSummary].self, forKey: "members"))
    case .codeSetup: self = .codeSetup(try members.text("uri"))
    case .sessions:
      self = .sessions(try members.decode([SessionSummary].self, forKey: "sessions"))
    case .draft: self = .draft(try members.text("text"))
    case .consumers:
      self = .consumers(try members.decode([ConsumerSummary].self, forKey: "consumers"))
    case .events: self = .events(try ConsumerEvents(from: decoder))
    case .failed:
      // A kind of a later version is one more way to fail, and its sentence tells the reason.
      let kind = try members.decodeIfPresent(String.self, forKey: "kind")
      let reason = try members.decodeIfPresent(String.self, forKey: "reason")
      self = .failed(
        try members.text("text"), kind.flatMap(FailureKind.init(rawValue:)) ?? .refused,
        reason.flatMap(RefusalReason.init(rawValue:)))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(name.rawValue, forKey: "reply")
    switch self {
    case .done: break
    case .contacts(let contacts): try members.encode(contacts, forKey: "contacts")
    case .toxID(let id): try members.encode(id, forKey: "tox_id")
    case .hooks(let hooks): try members.encode(hooks, forKey: "hooks")
    case .incomingHooks(let hooks): try members.encode(hooks, forKey: "hooks")
    case .deliveries(let deliveries, let last):
      try members.encode(deliveries, forKey: "deliveries")
      try members.encodeIfPresent(last, forKey: "last")
    case .delivery(let delivery, let attempts):
      try members.encode(delivery, forKey: "delivery")
      try members.encode(attempts, forKey: "attempts")
    case .replayed(let summary): try summary.encode(to: encoder)
    case .changed(let count): try members.encode(count, forKey: "count")
    case .messages(let messages): try members.encode(messages, forKey: "messages")
    case .inbox(let messages): try members.encode(messages, forKey: "messages")
    case .envelopes(let envelopes): try members.encode(envelopes, forKey: "envelopes")
    case .seal(let summary): try summary.encode(to: encoder)
    case .conversations(let conversations):
      try members.encode(conversations, forKey: "conversations")
    case .notes(let notes): try members.encode(notes, forKey: "notes")
    case .statistics(let statistics): try statistics.encode(to: encoder)
    case .audit(let entries): try members.encode(entries, forKey: "entries")
    case .canned(let replies): try members.encode(replies, forKey: "replies")
    case .count(let count): try members.encode(count, forKey: "count")
    case .matches(let messages, let last):
      try members.encode(messages, forKey: "messages")
      try members.encodeIfPresent(last, forKey: "last")
    case .erasure(let answers, let deliveries):
      try members.encode(answers, forKey: "answers")
      try members.encode(deliveries, forKey: "deliveries")
    case .broadcasts(let broadcasts): try members.encode(broadcasts, forKey: "broadcasts")
    case .broadcast(let broadcast, let contacts, let last):
      try members.encode(broadcast, forKey: "broadcast")
      try members.encode(contacts, forKey: "members")
      try members.encodeIfPresent(last, forKey: "last")
    case .status(let status): try status.encode(to: encoder)
    case .clock(let clock): try clock.encode(to: encoder)
    case .metrics(let text): try members.encode(text, forKey: "text")
    case .readiness(let summary): try summary.encode(to: encoder)
    case .forgotten(let forgotten): try forgotten.encode(to: encoder)
    case .queued(let message): try members.encode(message, forKey: "message")
    case .broadcasting(let id, let contacts):
      try members.encode(id, forKey: "broadcast")
      try members.encode(contacts, forKey: "contacts")
    case .confirmation(let summary): try members.encode(summary, forKey: "confirmation")
    case .files(let files): try members.encode(files, forKey: "files")
    case .filePart(let part): try part.encode(to: encoder)
    case .token(let token, let text):
      try members.encode(token, forKey: "token")
      try members.encode(text, forKey: "text")
    case .tokens(let tokens): try members.encode(tokens, forKey: "tokens")
    case .staff(let staff): try members.encode(staff, forKey: "members")
    case .codeSetup(let uri): try members.encode(uri, forKey: "uri")
    case .sessions(let sessions): try members.encode(sessions, forKey: "sessions")
    case .draft(let text): try members.encode(text, forKey: "text")
    case .consumers(let consumers): try members.encode(consumers, forKey: "consumers")
    case .events(let events): try events.encode(to: encoder)
    case .failed(let sentence, let kind, let reason):
      if kind != .refused { try members.encode(kind, forKey: "kind") }
      try members.encodeIfPresent(reason, forKey: "reason")
      try members.encode(sentence, forKey: "text")
    }
  }
}
