/// An IPv4 or IPv6 address, without port and zone.
public struct InternetAddress: Hashable, Sendable {
  /// 4 or 16, in network order.
  public let bytes: [UInt8]

  /// - Returns: nil for another number of bytes than 4 or 16.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// - Parameter text: four decimal numbers, or IPv6 as in RFC 4291, in brackets or not; other
  ///   spellings are none.
  public init?(_ text: String) {
    if let bytes = Self.v4(text[...]) {
      self.bytes = bytes
    } else if text.hasPrefix("["), text.hasSuffix("]"),
      let bytes = Self.v6(text.dropFirst().dropLast())
    {
      self.bytes = bytes
    } else if let bytes = Self.v6(text[...]) {
      self.bytes = bytes
    } else {
      return nil
    }
  }

  private static func v4(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part == "0" || part.first != "0",
        let byte = UInt8(part)
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private static func v6(_ text: Substring) -> [UInt8]? {
    guard let gap = text.firstRange(of: "::") else {
      return groups(text).flatMap { $0.count == 16 ? $0 : nil }
    }
    let rest = text[gap.upperBound...]
    guard rest.firstRange(of: "::") == nil, rest.first != ":",
      let head = groups(text[..<gap.lowerBound], isLast: false), let tail = groups(rest),
      head.count + tail.count <= 14
    else { return nil }
    return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  /// The bytes of groups with colons between them.
  ///
  /// - Parameter isLast: whether the address ends here: its last two groups may be written as IPv4.
  private static func groups(_ text: Substring, isLast: Bool = true) -> [UInt8]? {
    if text.isEmpty { return [] }
    var bytes: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if isLast, index == parts.count - 1, let last = v4(part) {
        bytes += last
      } else if (1...4).contains(part.utf8.count), part.utf8.allSatisfy(\.isASCIIHexDigit),
        let group = UInt16(part, radix: 16)
      {
        bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
      } else {
        return nil
      }
    }
    return bytes.count <= 16 ? bytes : nil
  }
}

/// All addresses that begin with the same bits: "10.0.0.0/8".
public struct AddressBlock: Hashable, Sendable {
  /// As it was written.
  public let text: String
  private let first: InternetAddress
  private let bits: Int

  /// - Parameter text: an address, or a block in CIDR notation.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = InternetAddress(String(parts[0])) else { return nil }
    var bits = first.bytes.count * 8
    if parts.count == 2 {
      guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let prefix = Int(parts[1]),
        prefix <= bits
      else { return nil }
      bits = prefix
    }
    self.text = text
    self.first = first
    self.bits = bits
  }

  public func contains(_ address: InternetAddress) -> Bool {
    guard address.bytes.count == first.bytes.count else { return false }
    let whole = bits / 8
    guard address.bytes[..<whole] == first.bytes[..<whole] else { return false }
    let mask = ~(UInt8.max >> UInt8(bits % 8))
    return bits % 8 == 0 || (address.bytes[whole] ^ first.bytes[whole]) & mask == 0
  }
}
