public import GatewayCore

/// The requests that a home carries out, each in a file of `Queries/` or `Commands/`.
extension ApplicationRequest {
  static let queries: [any HomeQuery.Type] = [
    StatusQuery.self, MetricsQuery.self, ReadinessQuery.self, ClockQuery.self,
    ContactListQuery.self, ContactFindQuery.self,
    ConversationListQuery.self, ConversationCountQuery.self, NoteListQuery.self,
    AuditListQuery.self, CannedListQuery.self, DeskStatisticsQuery.self,
    InboxListQuery.self, InboxThreadQuery.self, InboxMessagesQuery.self, InboxNumbersQuery.self,
    InboxCountQuery.self, InboxSearchQuery.self, InboxErasureQuery.self, AnswersUnderwayQuery.self,
    InboxEnvelopesQuery.self, SealQuery.self, SealEnvelopesQuery.self,
    HookListQuery.self, HookDeliveriesQuery.self, HookDeliveryQuery.self,
    IncomingHookListQuery.self, TokenListQuery.self, StaffListQuery.self, SessionListQuery.self,
    DraftQuery.self,
    ConsumerListQuery.self, ConsumerEventsQuery.self,
    BroadcastListQuery.self, BroadcastQuery.self, ConfirmationQuery.self,
    FileListQuery.self, FileQuery.self, FilePartQuery.self,
  ]

  static let commands: [any HomeCommand.Type] = [
    ContactAddCommand.self, ContactAcceptCommand.self, ContactBlockCommand.self,
    ContactRemoveCommand.self, ContactRemoveNeverSeenCommand.self, ContactNoteCommand.self,
    ContactPublicStatusCommand.self, ContactLabelCommand.self, SendCommand.self,
    BroadcastSendCommand.self, ConfirmCommand.self,
    ConversationChangeCommand.self, ConversationReadCommand.self, NoteAddCommand.self,
    NoteEraseCommand.self, CannedSendCommand.self, InboxLabelCommand.self,
    InboxCloseCommand.self, InboxReopenCommand.self, InboxEraseCommand.self,
    ErasureScheduleCommand.self, ErasureCancelCommand.self,
    InboxMarkReadCommand.self, HookPauseCommand.self, HookResumeCommand.self,
    HookExpireCommand.self, HookReplayCommand.self, NewNoSpamCommand.self, ClockConfirmCommand.self,
    TokenNewCommand.self, TokenRevokeCommand.self, StaffAddCommand.self, StaffRoleCommand.self,
    StaffPassphraseCommand.self, StaffCodesCommand.self, StaffRemoveCommand.self,
    SessionEndCommand.self, DraftSetCommand.self, ConsumerNewCommand.self,
    ConsumerRemoveCommand.self, ConsumerAcknowledgeCommand.self,
    SealEnvelopesReplaceCommand.self,
    FileSendCommand.self, FileAcceptCommand.self, FileRefuseCommand.self, FileCancelCommand.self,
  ]
}

/// `{"query":"contact_list"}`, `{"command":"inbox_close","messages":[17]}`
extension ApplicationRequest: Codable {
  /// - Throws: `RequestMistake`, `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    switch (members.contains("command"), members.contains("query")) {
    case (true, false):
      let name = try members.text("command")
      guard let command = Self.commands.first(where: { $0.name == name }) else {
        throw RequestMistake.unknown("command", named: name)
      }
      self = .command(try command.init(from: decoder))
    case (false, true):
      let name = try members.text("query")
      guard let query = Self.queries.first(where: { $0.name == name }) else {
        throw RequestMistake.unknown("query", named: name)
      }
      self = .query(try query.init(from: decoder))
    default: throw RequestMistake("A request has either a \"command\" or a \"query\".")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    switch self {
    case .command(let command):
      try members.encode(name, forKey: "command")
      try command.encode(to: encoder)
    case .query(let query):
      try members.encode(name, forKey: "query")
      try query.encode(to: encoder)
    }
  }
}
