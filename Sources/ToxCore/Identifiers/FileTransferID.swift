/// One transfer of a file, or the offer of one, in a contact's present session.
///
/// The generation makes it unique in this run of the node: a number is used again, an id is not,
/// and calls with the id of a transfer that is over do nothing.
public struct FileTransferID: Hashable, Sendable {
  /// As this node does it.
  public enum Direction: Hashable, Sendable {
    case sending
    case receiving
  }

  public let contact: FriendID
  public let direction: Direction
  /// The number on the wire, chosen by the sender.
  public let number: UInt8
  public let generation: UInt64

  public init(contact: FriendID, direction: Direction, number: UInt8, generation: UInt64) {
    self.contact = contact
    self.direction = direction
    self.number = number
    self.generation = generation
  }
}
