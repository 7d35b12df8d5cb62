/// Identifies a contact to one webhook.
///
/// The caller passes bytes of a keyed hash of the contact's key and the webhook's name (the hash
/// key belongs to the home): two receivers have different pseudonyms for one contact, and can't
/// compute each other's.
public struct Pseudonym: Hashable, Sendable, CustomStringConvertible {
  /// 32 hexadecimal digits.
  public let text: String

  public var description: String { text }

  /// - Parameter hash: its first 16 bytes become the digits.
  /// - Precondition: `hash` has 16 elements or more.
  public init(hash: [UInt8]) {
    precondition(hash.count >= 16, "a pseudonym is made from at least 16 bytes")
    text = Array(hash.prefix(16)).hexadecimal
  }
}
