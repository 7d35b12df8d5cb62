import GatewayCore

/// The consequences of a batch, carried out once it is committed.
struct AfterCommit {
  var commands: [NetworkCommand] = []
  /// Carried out after the commands, so that an answer's packet carries the acknowledgement.
  var sends: [NetworkCommand] = []
  var deliveries: [Delivery] = []
  var reports: [Report] = []
  var replies: [(ReplyHandler, Reply)] = []
  var hookReplies: [(@Sendable (HookReply) -> Void, HookReply)] = []
  /// Contacts that came online, or have room again.
  var contactsToServe: [ContactKey] = []
  /// Whether the files still hold something that was forgotten.
  var cleansFiles = false
}
