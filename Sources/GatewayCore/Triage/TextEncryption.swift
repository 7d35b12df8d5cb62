/// How a text is encrypted that its writer has encrypted: the kind, and the ids of the public keys
/// that open it, as far as it names them.
///
/// Both stand in clear in the text. A writer can write any id.
///
/// - Source: RFC 9580, sections 4.2, 5.1 and 6.2; https://age-encryption.org/v1
public struct TextEncryption: Hashable, Sendable {
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    case pgp
    /// Its X25519 recipients have no ids; those of SSH keys have a tag.
    case age
  }

  public var kind: Kind
  /// Of PGP 16 hexadecimal digits each; of age the Base64 of 4 bytes.
  public var keys: [String]

  /// More are not named.
  public static let keysMax = 16

  public init(_ kind: Kind, keys: [String]) {
    self.kind = kind
    self.keys = keys
  }

  /// - Returns: nil for a text that is not encrypted in a known form.
  public init?(of text: String) {
    // Most texts are none: they are looked through once.
    guard let start = Self.begin(in: text.utf8) else { return nil }
    switch start.form {
    case .pgp:
      guard let bytes = Self.armored(text.utf8[start.index...], hasHeaders: true),
        let keys = PGPKeyIDs(bytes).keys
      else { return nil }
      self.init(.pgp, keys: keys)
    case .armoredAge:
      guard let bytes = Self.armored(text.utf8[start.index...], hasHeaders: false),
        let keys = Self.ageKeys(bytes[...])
      else { return nil }
      self.init(.age, keys: keys)
    case .age:
      guard let keys = Self.ageKeys(Array(text.utf8.prefix(Self.headerBytesMax))[...]) else {
        return nil
      }
      self.init(.age, keys: keys)
    }
  }

  /// As a column has it: "pgp 0123456789ABCDEF".
  public var text: String { ([kind.rawValue] + keys).joined(separator: " ") }

  public init?(text: String) {
    let words = text.split(separator: " ").map(String.init)
    guard let kind = words.first.flatMap(Kind.init) else { return nil }
    self.init(kind, keys: Array(words.dropFirst()))
  }

  // MARK: Armor

  private enum Form: CaseIterable {
    case pgp, armoredAge, age

    var line: [UInt8] {
      switch self {
      case .pgp: TextEncryption.pgpLine
      case .armoredAge: TextEncryption.armoredAgeLine
      case .age: TextEncryption.ageLine
      }
    }
  }

  private static let pgpLine = Array("-----BEGIN PGP MESSAGE-----".utf8)
  private static let armoredAgeLine = Array("-----BEGIN AGE ENCRYPTED FILE-----".utf8)
  private static let ageLine = Array("age-encryption.org/v1\n".utf8)

  /// The bytes of Base64 that are read: the keys stand at the beginning.
  private static let armorBytesMax = 32_768
  private static let headerBytesMax = 8_192

  /// The form, and where what follows its first line begins.
  private static func begin(
    in text: String.UTF8View
  ) -> (form: Form, index: String.UTF8View.Index)? {
    if text.starts(with: ageLine) { return (.age, text.startIndex) }
    var line = text.startIndex
    while line < text.endIndex {
      let end = text[line...].firstIndex(of: newline) ?? text.endIndex
      if text[line] == dash {
        for form in [Form.pgp, .armoredAge] where isLine(text[line..<end], form.line) {
          guard end < text.endIndex else { return nil }
          return (form, text.index(after: end))
        }
      }
      guard end < text.endIndex else { return nil }
      line = text.index(after: end)
    }
    return nil
  }

  private static func isLine(_ line: Substring.UTF8View, _ wanted: [UInt8]) -> Bool {
    var line = line
    while let last = line.last, last == UInt8(ascii: "\r") || last == UInt8(ascii: " ") {
      line = line.dropLast()
    }
    return line.elementsEqual(wanted)
  }

  private static let newline = UInt8(ascii: "\n")
  private static let dash = UInt8(ascii: "-")

  /// The beginning of what is in an armor.
  private static func armored(_ text: Substring.UTF8View, hasHeaders: Bool) -> [UInt8]? {
    var base64: [UInt8] = []
    var isBody = !hasHeaders
    for line in text.split(separator: newline, omittingEmptySubsequences: false) {
      let line = line.filter { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: " ") }
      if line.first == dash || line.first == UInt8(ascii: "=") { break }
      if isBody {
        base64 += line
      } else if line.isEmpty {
        isBody = true
      } else if !line.contains(UInt8(ascii: ":")) {
        // Some clients leave the empty line out.
        isBody = true
        base64 += line
      }
      if base64.count >= armorBytesMax { break }
    }
    // Whole groups: the rest is of no interest.
    let whole = base64.count >= armorBytesMax ? armorBytesMax : base64.count
    let text = String(decoding: base64[..<(whole / 4 * 4)], as: UTF8.self)
    return [UInt8](base64: text.utf8[...])
  }

  // MARK: age

  /// - Returns: the tags of SSH recipients; nil where it is no header of age.
  private static func ageKeys(_ bytes: ArraySlice<UInt8>) -> [String]? {
    guard bytes.starts(with: ageLine) else { return nil }
    var keys: [String] = []
    var stanzas = 0
    for line in bytes.split(separator: newline).dropFirst() {
      if line.starts(with: "---".utf8) { break }
      guard line.starts(with: "-> ".utf8) else { continue }
      stanzas += 1
      let words = line.split(separator: UInt8(ascii: " ")).map {
        String(decoding: $0, as: UTF8.self)
      }
      guard words.count >= 3, words[1] == "ssh-ed25519" || words[1] == "ssh-rsa",
        words[2].utf8.count == 6, words[2].allSatisfy(\.isASCII), keys.count < keysMax
      else { continue }
      if !keys.contains(words[2]) { keys.append(words[2]) }
    }
    return stanzas > 0 ? keys : nil
  }
}

/// The ids of the keys to which an OpenPGP message is encrypted, from the packets at its beginning.
struct PGPKeyIDs {
  /// nil where it does not begin as an encrypted message does.
  private(set) var keys: [String]?

  private var rest: ArraySlice<UInt8>

  /// Public-key encrypted session key; symmetric-key encrypted session key; encrypted data.
  private enum Tag {
    static let publicKey: UInt8 = 1
    static let passphrase: UInt8 = 3
    static let encrypted: Set<UInt8> = [9, 18, 20]
    static let marker: UInt8 = 10
  }

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
    while let packet = nextPacket() {
      switch packet.tag {
      case Tag.publicKey:
        keys = keys ?? []
        if let key = Self.key(packet.body), keys?.contains(key) == false,
          keys?.count ?? 0 < TextEncryption.keysMax
        {
          keys?.append(key)
        }
      case Tag.passphrase: keys = keys ?? []
      case Tag.marker: break
      default:
        if Tag.encrypted.contains(packet.tag) { keys = keys ?? [] }
        return
      }
    }
  }

  /// - Returns: nil at the end, and where the rest is none. Of a packet that was cut there is what
  ///   is left.
  private mutating func nextPacket() -> (tag: UInt8, body: ArraySlice<UInt8>)? {
    guard let head = rest.popFirst(), head & 0x80 != 0 else { return nil }
    let tag: UInt8
    let size: Int?
    if head & 0x40 != 0 {
      tag = head & 0x3F
      size = newSize()
    } else {
      tag = head >> 2 & 0x0F
      size = oldSize(head & 3)
    }
    // Without a known size it is the last one.
    guard let size else { return (tag, []) }
    let body = rest.prefix(size)
    rest = rest.dropFirst(size)
    return (tag, body)
  }

  private mutating func newSize() -> Int? {
    guard let first = rest.popFirst() else { return nil }
    switch first {
    case 0..<192: return Int(first)
    case 192..<224:
      return rest.popFirst().map { (Int(first) - 192) << 8 + Int($0) + 192 }
    case 255: return number(4)
    default: return nil
    }
  }

  private mutating func oldSize(_ kind: UInt8) -> Int? {
    switch kind {
    case 0: number(1)
    case 1: number(2)
    case 2: number(4)
    default: nil
    }
  }

  private mutating func number(_ count: Int) -> Int? {
    guard rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
  }

  /// - Returns: nil where the message does not say for which key it is.
  private static func key(_ body: ArraySlice<UInt8>) -> String? {
    var body = body
    switch body.popFirst() {
    case 3: return text(body.prefix(8))
    case 6:
      guard let size = body.popFirst(), size > 0, body.count >= Int(size) else { return nil }
      let version = body.popFirst()
      let fingerprint = body.prefix(Int(size) - 1)
      return text(version == 4 ? fingerprint.suffix(8) : fingerprint.prefix(8))
    default: return nil
    }
  }

  private static func text(_ id: ArraySlice<UInt8>) -> String? {
    guard id.count == 8, id.contains(where: { $0 != 0 }) else { return nil }
    return Array(id).hexadecimalUppercased
  }
}
