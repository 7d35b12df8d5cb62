import GatewayCore
import Testing
import ToxCore
import ToxWire

@testable import Gateway

/// Forms in which people paste an address.
@Suite struct `Addresses of contacts` {
  private static let key = "795EB2FA634E6C370AD6FC6051539E8EAD4AB638F8908D7B71669ADFA133B226"
  private static let id: ToxID = {
    let bytes = [UInt8](hex: key) ?? []
    return ToxID(publicKey: LongTermPublicKey(bytes), noSpam: NoSpam(0xDEAD_BEEF))
  }()

  @Test(arguments: [
    "%", "tox:%", "TOX:%", "tox://%", "tox://%/", "tox:%?message=hello%20there", "%?x", "<%>",
    "\"%\"",
    "“%”", "(%).", " %\r\n", "\u{200B}%\u{FEFF}", "\u{2068}%\u{2069}", "'tox:%'", "<tox:%>,",
    "\u{A0}%\u{A0}",
  ])
  func `an ID or a key is found in its wrapping`(form: String) throws {
    let id = Self.id.text
    let groups = stride(from: 0, to: 76, by: 4).map {
      id[id.index(id.startIndex, offsetBy: $0)...].prefix(4)
    }.joined(separator: " ")
    for spelled in [id, id.lowercased(), groups] {
      let text = form.replacing("%", with: spelled)
      #expect(ContactAddress.isMeant(by: text))
      let address = try ContactAddress(text)
      #expect(address.noSpam == 0xDEAD_BEEF && address.key.bytes == [UInt8](hex: Self.key))
    }
    let address = try ContactAddress(form.replacing("%", with: Self.key + "\u{200D}"))
    #expect(address.noSpam == nil && address.key.bytes == [UInt8](hex: Self.key))
  }

  @Test func `each mistake has its own message`() {
    let digits = Self.id.text
    let cases: [(String, ContactAddress.Mistake)] = [
      (String(digits.dropLast()), .length(75)), (digits + "0", .length(77)), ("", .length(0)),
      (String(Self.key.dropLast()), .length(63)),
      ("8" + digits.dropFirst(), .checksum), (String(repeating: "F", count: 64), .noKey),
      ("O" + digits.dropFirst(), .notHex("O", at: 1)),
      (digits.dropLast() + "А", .notHex("А", at: 76)),
      ("１" + digits.dropFirst(), .notHex("１", at: 1)),
    ]
    for (text, mistake) in cases {
      #expect(throws: mistake) { try ContactAddress(text) }
      #expect(mistake.sentence.hasSuffix(".") && !mistake.sentence.contains("\n"))
    }
    #expect(ContactAddress.Mistake.notHex("O", at: 1).sentence.contains("a 0 is meant"))
    #expect(ContactAddress.Mistake.notHex("А", at: 76).sentence.contains("another alphabet"))
  }

  @Test func `a codename is no address`() {
    for text in ["sunny-otter", "", "tox:", "lunar-nuthatch"] {
      #expect(!ContactAddress.isMeant(by: text))
    }
  }
}
