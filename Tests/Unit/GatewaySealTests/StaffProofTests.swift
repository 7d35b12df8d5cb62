import Foundation
import GatewayCore
import Testing

@testable import GatewaySeal

/// What members of the staff sign in with.
@Suite(.timeLimit(.minutes(2))) struct `Proofs of the staff` {
  @Test func `a passphrase is known by its hash, however its letters are composed`() throws {
    let hash = try StaffPassphrase.hash("Gr\u{fc}ner Apfel 7")
    #expect(StaffPassphrase.isHash(hash) && hash.hasPrefix(StaffPassphrase.prefix))
    #expect(StaffPassphrase.verify("Gru\u{308}ner Apfel 7", hash: hash))
    for wrong in ["", "gr\u{fc}ner Apfel 7", "Gr\u{fc}ner Apfel 7 ", "Gr\u{fc}ner Apfel 7\0x"] {
      #expect(!StaffPassphrase.verify(wrong, hash: hash))
    }
    let other = try StaffPassphrase.hash("Gr\u{fc}ner Apfel 7")
    #expect(hash != other, "each has a salt of its own")
  }

  @Test func `a passphrase has a length`() {
    #expect(throws: StaffPassphrase.Mistake.short) { try StaffPassphrase.hash("elevenchars") }
    #expect(throws: StaffPassphrase.Mistake.long) {
      try StaffPassphrase.hash(String(repeating: "x", count: StaffPassphrase.bytesMax + 1))
    }
    let long = String(repeating: "x", count: StaffPassphrase.bytesMax + 1)
    #expect(!StaffPassphrase.verify(long, hash: StaffPassphrase.ofNone))
  }

  @Test func `a hash that would take another time or memory is none`() {
    // As for any name that no member has: it is really verified.
    #expect(StaffPassphrase.isHash(StaffPassphrase.ofNone))
    #expect(!StaffPassphrase.verify("", hash: StaffPassphrase.ofNone))
    let rest = StaffPassphrase.ofNone.dropFirst(StaffPassphrase.prefix.count)
    for text in [
      "", "$argon2id$", "$argon2id$v=19$m=4194304,t=3,p=1$\(rest)",
      "$argon2id$v=19$m=65536,t=99,p=1$\(rest)", "$argon2i$v=19$m=65536,t=3,p=1$\(rest)",
      StaffPassphrase.ofNone + "A", String(StaffPassphrase.ofNone.dropLast()),
      StaffPassphrase.ofNone + "\0", StaffPassphrase.prefix, "plain text",
      StaffPassphrase.ofNone.replacing("AAAA", with: "AA!A"),
      StaffPassphrase.prefix + String(repeating: "A", count: 10_000),
    ] {
      #expect(!StaffPassphrase.isHash(text), "\(text)")
    }
  }

  /// RFC 6238, appendix B, the last six of eight digits.
  @Test(arguments: [
    (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"),
    (1_234_567_890, "005924"), (2_000_000_000, "279037"), (20_000_000_000, "353130"),
  ])
  func `codes are those of the RFC`(seconds: Int64, code: String) {
    let codes = OneTimeCode(key: Array("12345678901234567890".utf8))
    #expect(codes.code(at: seconds / 30) == code)
    let time = UnixMilliseconds(seconds * 1_000)
    #expect(codes.step(of: code, at: time) == seconds / 30)
    #expect(codes.step(of: code, at: time.advanced(byMilliseconds: 30_000)) == seconds / 30)
    #expect(codes.step(of: code, at: time.advanced(byMilliseconds: 90_000)) == nil)
    for wrong in ["", "\(code)0", String(code.dropLast()), "000000x"] {
      #expect(codes.step(of: wrong, at: time) == nil)
    }
  }

  @Test func `an authenticator is set up with the key`() {
    let codes = OneTimeCode(key: Array("12345678901234567890".utf8))
    #expect(
      codes.setup(for: "Ana Ü") == "otpauth://totp/Postern:Ana%20%C3%9C"
        + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Postern")
  }

  /// RFC 4648, section 10, without padding.
  @Test(arguments: [
    ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
    ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
  ])
  func `base32 is that of the RFC`(text: String, base32: String) {
    #expect(Array(text.utf8).base32 == base32)
  }
}
