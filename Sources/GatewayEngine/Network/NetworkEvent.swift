package import GatewayCore

/// What the network half tells the engine.
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
  /// Something that the bot does not do; the node has refused it.
  case offer(ContactKey, ContactOffer)
  /// The contact has everything that was sent at or before the position.
  case receipt(ContactKey, through: MessagePosition)
  /// The contact's client provably has our acknowledgement of everything up to the position.
  case acknowledgementKnown(ContactKey, through: MessagePosition)
  /// The contact's packets come over relays instead of from its address, or the other way round,
  /// while acknowledgements are in doubt: it may send messages again.
  case routeChanged(ContactKey)
  /// The contact handled what was sent with the stamp of this id.
  case acknowledged(ContactKey, stampID: [UInt8])
  /// What became of `NetworkCommand.send`: where it stands in the stream, or that it must wait for
  /// the contact to come back or for room.
  case sent(ContactKey, OutboxID, Result<MessagePosition, SendObstacle>)
  /// `NetworkCommand.add` was refused.
  case notAdded(ContactKey, ContactRefusal)
  /// What to remember for a fast return.
  case reachable(ContactKey, hint: [UInt8])
}

/// What the engine asks of the network half. Carried out in order.
package enum NetworkCommand: Sendable {
  /// It is on disk: the acknowledgement may leave.
  case consume(ContactKey, through: MessagePosition)
  /// A message that came with a stamp is on disk: its sender's client is told its id, and when it
  /// was handled.
  case acknowledge(ContactKey, MessageStamp)
  case send(OutboxMessage)
  case add(ContactKey, request: ContactRequest?, hint: [UInt8]?)
  case remove(ContactKey)
  /// Ends the session, so that what was not consumed is sent again in the next one.
  case reconnect(ContactKey)
  case setProfile(BotConfiguration.Profile)
  case setTyping(ContactKey, Bool)
  case setNoSpam(UInt32)
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
  /// It can't be one; the reason in the network half's own word.
  case unusable(String)
}
