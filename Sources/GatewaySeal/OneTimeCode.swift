import CSodium
import Crypto
import Foundation
public import GatewayCore

/// Codes of six digits that an authenticator shows for half a minute each.
///
/// - Source: RFC 6238, RFC 4226
public struct OneTimeCode: Sendable {
  /// Of SHA-1's output, as RFC 4226 wants it.
  public static let keySize = 20
  private static let stepSeconds: Int64 = 30
  private static let digits = 6
  /// Clocks may differ by a step in either direction.
  private static let stepsApart: Int64 = 1

  private let key: SymmetricKey
  private let secret: String

  public init(key: [UInt8]) {
    self.key = SymmetricKey(data: key)
    secret = key.base32
  }

  /// What an authenticator reads, mostly as a QR code.
  ///
  /// - Source: https://github.com/google/google-authenticator/wiki/Key-Uri-Format
  public func setup(for name: String) -> String {
    "otpauth://totp/Postern:\(Percent.encoded(name))?secret=\(secret)&issuer=Postern"
  }

  /// The time step whose code this is; nil where it is none of now.
  public func step(of code: String, at time: UnixMilliseconds) -> Int64? {
    let now = time.rawValue / 1_000 / Self.stepSeconds
    // All of them, in any case: the time tells nothing.
    return ((now - Self.stepsApart)...(now + Self.stepsApart)).filter { step in
      isEqual(Array(self.code(at: step).utf8), Array(code.utf8))
    }.max()
  }

  private func isEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    one.count == other.count && sodium_memcmp(one, other, one.count) == 0
  }

  func code(at step: Int64) -> String {
    let message = (0..<8).reversed().map { UInt8(truncatingIfNeeded: step >> (8 * $0)) }
    let hash = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
    let place = Int(hash[hash.count - 1] & 0x0F)
    let number = hash[place..<(place + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let text = String(number % 1_000_000)
    return String(repeating: "0", count: Self.digits - text.count) + text
  }
}
