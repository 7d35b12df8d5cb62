package import GatewayCore

/// An event of the network half for the engine.
package enum NetworkEvent: Sendable {
  case connection(ConnectionReport.Status)
  /// Another node runs with our key.
  case runsElsewhere
  case contactRequest(ContactKey, text: String)
  case online(ContactKey)
  case offline(ContactKey)
  case name(ContactKey, String)
  case statusMessage(ContactKey, String)
  case status(ContactKey, BotConfiguration.Profile.Status)
  case typing(ContactKey, Bool)
  case message(NetworkMessage)
  /// An offer that the bot does not support; the node has refused it.
  case offer(ContactKey, ContactOffer)
  /// A file that the bot may take; `FileCommand` answers.
  case fileOffered(OfferedFile)
  /// The contact took an offer back that was not answered.
  case fileWithdrawn(FileToken)
  case file(MessageID, FileNews)
  /// The contact has everything that was sent at or before the position.
  case receipt(ContactKey, through: MessagePosition)
  /// The contact's client provably has our acknowledgement of everything up to the position.
  case acknowledgementKnown(ContactKey, through: MessagePosition)
  /// The contact's packets come over relays instead of from its address, or the other way round,
  /// while acknowledgements are in doubt: it may send messages again.
  case routeChanged(ContactKey)
  /// The contact handled what was sent with the stamp of this id.
  case acknowledged(ContactKey, stampID: [UInt8])
  /// The outcome of `NetworkCommand.send`: its position in the stream, or that it must wait for the
  /// contact to come back or for room.
  case sent(ContactKey, OutboxID, Result<MessagePosition, SendObstacle>)
  /// `NetworkCommand.add` was refused.
  case notAdded(ContactKey, ContactRefusal)
  /// Addresses to store for a fast reconnection after a restart.
  case reachable(ContactKey, hint: [UInt8])
}

/// A command of the engine for the network half. Commands are carried out in order.
package enum NetworkCommand: Sendable {
  /// The message is on the disk: its acknowledgement may leave.
  case consume(ContactKey, through: MessagePosition)
  /// A message with a stamp is on the disk: tells the sender's client its id and when it was
  /// handled.
  case acknowledge(ContactKey, MessageStamp)
  case send(OutboxMessage)
  case add(ContactKey, request: ContactRequest?, hint: [UInt8]?)
  case remove(ContactKey)
  /// Ends the session, so that messages that were not consumed are sent again in the next one.
  case reconnect(ContactKey)
  case setProfile(BotConfiguration.Profile)
  case setTyping(ContactKey, Bool)
  case setNoSpam(UInt32)
  case file(FileCommand)
}

/// Why a message was not taken; it is handed over again.
package enum SendObstacle: Error, Hashable, Sendable {
  /// The contact has to come back first.
  case offline
  /// Too much waits for the contact's acknowledgement.
  case queueFull
}

/// Why the network half does not take a contact.
package enum ContactRefusal: Hashable, Sendable {
  /// It holds as many as it can.
  case tooMany
  /// The key can't be a contact; the reason as the network half words it.
  case unusable(String)
}
