import GatewayCore

/// What a batch leads to once it is committed.
struct AfterCommit {
  var commands: [NetworkCommand] = []
  /// Carried out behind the commands, so that an answer's packet carries the acknowledgement.
  var sends: [NetworkCommand] = []
  var deliveries: [Delivery] = []
  var reports: [Report] = []
  var replies: [(ReplyHandler, Reply)] = []
  /// Contacts who came online, or have room again.
  var contactsToServe: [ContactKey] = []
  /// Something was forgotten that the files still hold.
  var cleansFiles = false
}
