/// The conversation that items belong to: between the bot and one contact.
public struct Conversation: Hashable, Sendable {
  public var contact: ContactKey
  public var codename: Codename

  public init(with contact: ContactKey, codename: Codename) {
    self.contact = contact
    self.codename = codename
  }
}
