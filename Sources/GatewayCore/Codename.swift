/// Two words that identify a contact where its key is not needed.
///
/// The caller passes bytes of a keyed hash of the contact's key (the hash key belongs to the home),
/// so that others cannot compute the codename of a known key.
public struct Codename: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// "amber-heron"; with a number appended where two contacts of one home would have the same
  /// words.
  public let text: String

  public var description: String { text }

  public init(text: String) { self.text = text }

  /// - Parameter hash: at least 4 bytes; two choose each word.
  /// - Precondition: `hash` has 4 elements or more.
  public init(hash: [UInt8]) {
    precondition(hash.count >= 4, "a codename is made from at least 4 bytes")
    let adjective = Int(hash[0]) << 8 | Int(hash[1])
    let animal = Int(hash[2]) << 8 | Int(hash[3])
    let adjectives = CodenameWords.adjectives
    let animals = CodenameWords.animals
    text = adjectives[adjective % adjectives.count] + "-" + animals[animal % animals.count]
  }

  /// These words with a number, where they are taken: "amber-heron-2".
  public func numbered(_ number: Int) -> Codename { Codename(text: "\(text)-\(number)") }

  public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}
