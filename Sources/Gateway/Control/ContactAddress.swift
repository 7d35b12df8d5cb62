import GatewayCore
import ToxWire

/// A Tox ID or a bare public key, in the forms in which people paste them: in upper or lower case,
/// in groups, as a `tox:` or `tox://` URI with anything after the ID, in quotes or brackets, with
/// line ends and with invisible characters.
public struct ContactAddress: Hashable, Sendable {
  let key: ContactKey
  /// nil for a bare public key.
  let noSpam: UInt32?

  /// Longer than any codename.
  private static let addressMin = 40

  /// Whether a text is meant as an address, well formed or not, and not as a codename.
  public static func isMeant(by text: String) -> Bool {
    let digits = digits(of: text)
    return digits.utf8.count >= addressMin && digits.count >= addressMin
  }

  /// The mistake in an address, in one sentence; nil where there is none.
  public static func mistake(in text: String) -> String? {
    do throws(Mistake) { _ = try Self(text) } catch { return error.sentence }
    return nil
  }

  /// - Throws: `Mistake`.
  init(_ text: String) throws(Mistake) {
    let digits = Self.digits(of: text)
    guard let bytes = [UInt8](hex: digits) else {
      if let index = digits.firstIndex(where: { !$0.isASCII || !$0.isHexDigit }) {
        throw .notHex(digits[index], at: digits.distance(from: digits.startIndex, to: index) + 1)
      }
      throw .length(digits.count)
    }
    switch bytes.count {
    case LongTermPublicKey.size:
      guard LongTermPublicKey(bytes).isPlausible else { throw .noKey }
      (key, noSpam) = (ContactKey(bytes: bytes), nil)
    case ToxID.size:
      guard let id = try? ToxID(text: digits) else { throw .checksum }
      guard id.publicKey.isPlausible else { throw .noKey }
      (key, noSpam) = (ContactKey(bytes: id.publicKey.bytes), id.noSpam.rawValue)
    default: throw .length(digits.count)
    }
  }

  /// The text without its wrapping.
  private static func digits(of text: String) -> String {
    // Programs write it bare: each message of theirs names one.
    guard !text.utf8.allSatisfy(\.isASCIIHexDigit) else { return text }
    var visible = String.UnicodeScalarView()
    visible.append(
      contentsOf: text.unicodeScalars.filter { !$0.isUnseen && !$0.properties.isWhitespace })
    // Joiners are visible only in scripts that need them.
    visible.removeAll { (0x200B...0x200D).contains($0.value) || $0.value == 0x2060 }
    var digits = Substring(String(visible)).trimmingWrapping
    if digits.lowercased().hasPrefix("tox:") {
      digits = digits.dropFirst(4).drop { $0 == "/" }
    }
    digits = digits.prefix { $0 != "?" && $0 != "/" && $0 != "#" }
    return String(digits.trimmingWrapping)
  }
}

extension ContactAddress {
  /// The mistake in an address.
  enum Mistake: Error, Hashable {
    case notHex(Character, at: Int)
    case length(Int)
    case checksum
    case noKey

    /// One sentence, for the user.
    var sentence: String {
      switch self {
      case .notHex(let character, let place):
        "This is neither a Tox ID nor a public key: its character \(place), \"\(character)\", is"
          + " no hex digit (0 to 9, A to F)\(Self.guess(character))."
      case .length(let count):
        "This is neither a Tox ID (76 hex digits) nor a public key (64 hex digits): it has \(count)."
      case .checksum: "This Tox ID has a wrong digit: its check sum does not match."
      case .noKey: "This is no public key: no client can have it."
      }
    }

    private static func guess(_ character: Character) -> String {
      switch character {
      case "O", "o", "О", "о", "Ο": "; perhaps a 0 is meant"
      case "I", "i", "l", "|", "L": "; perhaps a 1 is meant"
      case "А", "В", "Е", "С", "а", "е", "с", "Α", "Β", "Ε":
        "; it is a letter of another alphabet that looks like one"
      default: ""
      }
    }
  }
}

extension Substring {
  /// Without the quotes, brackets and punctuation of the text that it was copied from.
  fileprivate var trimmingWrapping: Substring {
    let wrapping: Set<Character> = [
      "\"", "'", "`", "<", ">", "(", ")", "[", "]", "{", "}", "“", "”", "„", "‘", "’", "«", "»",
      "‹",
      "›", ",", ".", ";",
    ]
    var rest = self
    while let first = rest.first, wrapping.contains(first) { rest.removeFirst() }
    while let last = rest.last, wrapping.contains(last) { rest.removeLast() }
    return rest
  }
}
