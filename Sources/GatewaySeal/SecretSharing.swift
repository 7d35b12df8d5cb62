/// Shamir's secret sharing, byte by byte over GF(2⁸): any so many shares give the secret, and fewer
/// say nothing of it.
///
/// - Source: A. Shamir, "How to share a secret", 1979. The field is that of AES.
enum SecretSharing {
  struct Share: Hashable {
    /// 1...255, another one for each share.
    var x: UInt8
    /// As long as the secret.
    var y: [UInt8]
  }

  /// - Precondition: 2 ≤ `needed` ≤ `count` ≤ 255.
  static func split(_ secret: [UInt8], count: Int, needed: Int) -> [Share] {
    precondition((2...255).contains(needed) && (needed...255).contains(count))
    // For each byte a polynomial whose value at 0 is the byte.
    var coefficients = (1..<needed).map { _ in randomBytes(secret.count) }
    defer { for index in coefficients.indices { wipe(&coefficients[index]) } }
    return (1...count).map { number in
      let x = UInt8(number)
      let y = secret.indices.map { byte in
        coefficients.reversed().reduce(UInt8(0)) { multiply($0 ^ $1[byte], x) } ^ secret[byte]
      }
      return Share(x: x, y: y)
    }
  }

  /// - Returns: nil where two shares have one number, or they differ in length.
  static func join(_ shares: [Share]) -> [UInt8]? {
    guard let size = shares.first?.y.count, shares.allSatisfy({ $0.y.count == size && $0.x != 0 }),
      Set(shares.map(\.x)).count == shares.count
    else { return nil }
    // Lagrange's interpolation at 0; subtraction is the exclusive or.
    var secret = [UInt8](repeating: 0, count: size)
    for share in shares {
      var weight: UInt8 = 1
      for other in shares where other.x != share.x {
        weight = multiply(weight, multiply(other.x, inverse(other.x ^ share.x)))
      }
      for byte in 0..<size { secret[byte] ^= multiply(share.y[byte], weight) }
    }
    return secret
  }

  /// Without a table or a branch on the factors.
  private static func multiply(_ one: UInt8, _ other: UInt8) -> UInt8 {
    var (product, factor): (UInt8, UInt8) = (0, one)
    for bit in 0..<8 {
      product ^= factor & (0 &- (other >> UInt8(bit) & 1))
      factor = factor << 1 ^ (0x1B & (0 &- (factor >> 7)))
    }
    return product
  }

  /// The 254th power.
  private static func inverse(_ value: UInt8) -> UInt8 {
    var (result, power): (UInt8, UInt8) = (1, value)
    for _ in 1..<8 {
      power = multiply(power, power)
      result = multiply(result, power)
    }
    return result
  }
}
