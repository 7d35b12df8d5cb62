/// Two words that stand for a contact wherever its key need not.
///
/// The caller gives bytes of a keyed hash of the contact's key (the hash key is the home's own), so
/// that nobody outside can compute the codename of a known key.
public struct Codename: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// "amber-heron"; with a number behind it where two contacts of one home would share the words.
  public let text: String

  public var description: String { text }

  public init(text: String) { self.text = text }

  public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}
