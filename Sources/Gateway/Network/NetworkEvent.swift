import ToxWire
import GatewayCore
import ToxCore

/// What the network half tells the gateway, with keys where the core has its own numbers.
enum NetworkEvent: Sendable {
  case connection(ConnectionStatus)
  /// Another node runs with our key.
  case runsElsewhere
  case contactRequest(ContactKey, text: String)
  case online(ContactKey)
  case offline(ContactKey)
  case name(ContactKey, String)
  case statusMessage(ContactKey, String)
  case status(ContactKey, UserStatus)
  case typing(ContactKey, Bool)
  case message(
    ContactKey, InboundMessage.Kind, text: String, stamp: MessageStamp?, at: StreamPosition)
  /// Something that the bot does not do; the node has refused it.
  case offer(ContactKey, ContactOffer)
  /// The contact has everything that was sent at or before the position.
  case receipt(ContactKey, through: StreamPosition)
  /// The contact's client provably has our acknowledgement of everything up to the position.
  case acknowledgementKnown(ContactKey, through: StreamPosition)
  /// The contact's packets come over relays instead of from its address, or the other way round,
  /// while acknowledgements are in doubt: it may send messages again.
  case routeChanged(ContactKey)
  /// The contact handled what was sent with the stamp of this id.
  case acknowledged(ContactKey, stampID: [UInt8])
  /// What became of `NetworkCommand.send`: where it stands in the stream, or that it must wait for
  /// the contact to come back or for room.
  case sent(ContactKey, OutboxID, Result<StreamPosition, SendError>)
  /// `NetworkCommand.add` was refused.
  case notAdded(ContactKey, AddFriendError)
  /// What to remember for a fast return.
  case reachable(ContactKey, hint: [UInt8])
}

/// What the gateway asks of the network half. Carried out in order, on the network's own thread.
enum NetworkCommand: Sendable {
  /// It is on disk: the acknowledgement may leave.
  case consume(ContactKey, through: StreamPosition)
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

/// A friend request that waits until its contact was seen online.
public struct ContactRequest: Hashable, Sendable {
  /// The message of a request where the person gave none. Bots take it for no message.
  public static let greeting = "Hello from Postern"

  public var noSpam: UInt32
  public var message: String

  public init(noSpam: UInt32, message: String) {
    self.noSpam = noSpam
    self.message = message
  }
}

/// The network half, as the gateway sees it.
protocol Network: Sendable {
  /// Takes commands without waiting; their outcomes come back as events.
  func post(_ commands: [NetworkCommand])
}
