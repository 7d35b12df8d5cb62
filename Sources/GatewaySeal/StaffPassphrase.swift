import CSodium
import Foundation
import GatewayCore

/// The passphrase of a member of the staff, of which a home keeps a hash alone.
///
/// To hash and to verify takes about 0.1 s and 64 MiB each: an attacker that has the home pays it
/// for every guess.
/// - Source: RFC 9106, section 4, the second recommended choice but for its four lanes, of which
///   libsodium has one.
public enum StaffPassphrase {
  private static let passes: UInt64 = 3
  /// 64 MiB.
  private static let bytes = 64 << 20

  /// What each hash begins with.
  public static let prefix = "$argon2id$v=19$m=65536,t=3,p=1$"
  /// Characters. A passphrase has no other rule.
  public static let lengthMin = StaffSummary.passphraseLengthMin
  /// Of UTF-8.
  public static let bytesMax = 1_024

  public enum Mistake: Error, Hashable {
    case short
    case long
    /// The machine has no 64 MiB for it.
    case memory
  }

  /// - Parameter passphrase: any Unicode text; how its letters are composed makes no difference.
  public static func hash(_ passphrase: String) throws(Mistake) -> String {
    guard passphrase.count >= lengthMin else { throw .short }
    guard passphrase.utf8.count <= bytesMax else { throw .long }
    let password = composed(passphrase)
    _ = sodium_init()
    var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
    guard
      crypto_pwhash_str_alg(
        &text, password, UInt64(password.count), passes, bytes, crypto_pwhash_alg_argon2id13())
        == 0
    else { throw .memory }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Whether a text is a hash of this kind: one of another kind could take any memory and time.
  public static func isHash(_ text: String) -> Bool {
    guard text.hasPrefix(prefix), text.utf8.count == ofNone.utf8.count,
      !text.utf8.contains(0)
    else { return false }
    return crypto_pwhash_str_needs_rehash(padded(text), passes, bytes) == 0
  }

  /// A hash of no passphrase, which takes as long to verify as any.
  public static let ofNone =
    prefix + String(repeating: "A", count: 22) + "$" + String(repeating: "A", count: 43)

  /// libsodium may read it to the end of its longest form.
  private static func padded(_ text: String) -> [CChar] {
    let letters = text.utf8.prefix(Int(crypto_pwhash_STRBYTES) - 1).map(CChar.init(bitPattern:))
    return letters
      + [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES) - letters.count)
  }

  /// Whether it is the passphrase of a hash.
  ///
  /// - Precondition: `isHash(hash)`
  public static func verify(_ passphrase: String, hash: String) -> Bool {
    guard passphrase.utf8.count <= bytesMax else { return false }
    let password = composed(passphrase)
    _ = sodium_init()
    return crypto_pwhash_str_verify(padded(hash), password, UInt64(password.count)) == 0
  }

  /// A terminal and a browser may compose one letter differently.
  private static func composed(_ passphrase: String) -> [CChar] {
    passphrase.precomposedStringWithCanonicalMapping.utf8.map(CChar.init(bitPattern:))
  }
}
