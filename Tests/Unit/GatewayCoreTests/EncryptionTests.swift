import GatewayCore
import Testing

/// Texts that are encrypted already.
@Suite struct `Encrypted texts` {
  /// A PKESK of version 3 for a key, followed by other bytes.
  private static func session(_ key: [UInt8], version: UInt8 = 3) -> [UInt8] {
    let body = [version] + key + [1] + [UInt8](repeating: 0xAA, count: 20)
    return [0xC1, UInt8(body.count)] + body
  }

  private static func armor(_ bytes: [UInt8], header: String = "") -> String {
    let base64 = bytes.base64
    var lines: [Substring] = []
    var rest = base64[...]
    while !rest.isEmpty {
      lines.append(rest.prefix(64))
      rest = rest.dropFirst(64)
    }
    return "-----BEGIN PGP MESSAGE-----\n\(header)\n\(lines.joined(separator: "\n"))\n=AAAA\n"
      + "-----END PGP MESSAGE-----\n"
  }

  private let one: [UInt8] = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF]
  private let two: [UInt8] = [0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10]

  @Test func `for PGP keys are recognized with the ids of all of them`() {
    let bytes = Self.session(one) + Self.session(two) + [0xD2, 5, 1, 2, 3, 4, 5]
    let found = TextEncryption(of: Self.armor(bytes))
    #expect(found == TextEncryption(.pgp, keys: ["0123456789ABCDEF", "FEDCBA9876543210"]))
    #expect(found?.text == "pgp 0123456789ABCDEF FEDCBA9876543210")
    #expect(found.flatMap { TextEncryption(text: $0.text) } == found)
  }

  @Test func `are recognized behind a greeting, with headers and other line ends`() {
    let armor = Self.armor(Self.session(one), header: "Version: 1\nComment: x\n")
    for text in ["Hello,\n\n" + armor, armor.replacing("\n", with: "\r\n"), armor + "bye"] {
      #expect(TextEncryption(of: text)?.keys == ["0123456789ABCDEF"], "\(text)")
    }
  }

  @Test func `may hide their keys, or have none`() {
    #expect(
      TextEncryption(of: Self.armor(Self.session([UInt8](repeating: 0, count: 8))))
        == TextEncryption(.pgp, keys: []))
    // Encrypted with a passphrase.
    #expect(
      TextEncryption(of: Self.armor([0xC3, 4, 4, 9, 0, 8])) == TextEncryption(.pgp, keys: []))
  }

  @Test func `have packets of the old format and of version 6`() {
    let body = [3] + one + [1, 0xAA]
    #expect(
      TextEncryption(of: Self.armor([0x84, UInt8(body.count)] + body))?.keys
        == ["0123456789ABCDEF"])
    #expect(
      TextEncryption(of: Self.armor([0x85, 0, UInt8(body.count)] + body))?.keys
        == ["0123456789ABCDEF"])
    let fourth = [4] + [UInt8](repeating: 0, count: 12) + two
    #expect(
      TextEncryption(of: Self.armor(Self.session([UInt8(fourth.count)] + fourth, version: 6)))?
        .keys == ["FEDCBA9876543210"])
    let sixth = [6] + one + [UInt8](repeating: 9, count: 24)
    #expect(
      TextEncryption(of: Self.armor(Self.session([UInt8(sixth.count)] + sixth, version: 6)))?.keys
        == ["0123456789ABCDEF"])
  }

  @Test func `of age are recognized, with the tags of SSH keys`() {
    let header = """
      age-encryption.org/v1
      -> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc
      EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U
      -> ssh-ed25519 9ztRyA TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc
      EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U
      --- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0

      """
    #expect(TextEncryption(of: header) == TextEncryption(.age, keys: ["9ztRyA"]))
    let armor =
      "-----BEGIN AGE ENCRYPTED FILE-----\n\(Array(header.utf8).base64)\n"
      + "-----END AGE ENCRYPTED FILE-----"
    #expect(TextEncryption(of: armor) == TextEncryption(.age, keys: ["9ztRyA"]))
  }

  @Test(arguments: [
    "", "hello", "-----BEGIN PGP MESSAGE-----", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxsBN\n",
    "I write of -----BEGIN PGP MESSAGE----- in a line",
    "-----BEGIN PGP MESSAGE-----\n\n\n-----END PGP MESSAGE-----",
    "-----BEGIN PGP MESSAGE-----\n\n!!!!\n-----END PGP MESSAGE-----",
    "-----BEGIN AGE ENCRYPTED FILE-----\nAAAA\n-----END AGE ENCRYPTED FILE-----",
    "the page age-encryption.org/v1 says",
  ])
  func `others are none`(_ text: String) {
    #expect(TextEncryption(of: text) == nil)
  }

  @Test func `that were cut or changed anywhere are read without harm`() {
    let text = Array(Self.armor(Self.session(one) + Self.session(two)).utf8)
    for length in 0...text.count {
      let found = TextEncryption(of: String(decoding: text[..<length], as: UTF8.self))
      #expect(found.map { $0.keys.count <= 2 } ?? true)
    }
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      var changed = text
      changed[Int.random(in: 30..<changed.count, using: &generator)] = .random(
        in: 0x20...0x7E, using: &generator)
      _ = TextEncryption(of: String(decoding: changed, as: UTF8.self))
    }
  }

  @Test func `name a limited number of keys`() {
    let many = (0..<100 as Range<UInt8>).flatMap {
      Self.session([$0, 1, 2, 3, 4, 5, 6, 7])
    }
    #expect(TextEncryption(of: Self.armor(many))?.keys.count == TextEncryption.keysMax)
  }
}
