/// `allow` of a webhook: addresses that are not public and that it goes to all the same.
public struct AllowedAddresses: Hashable, Sendable {
  private var blocks: [AddressBlock] = []
  /// In lower case.
  private var names: [String] = []

  public static let countMax = 32

  /// None: a webhook goes to public addresses alone.
  public init() {}

  /// - Parameter texts: an address, a block in CIDR notation or a host's name each.
  /// - Throws: the end of a sentence about the list.
  public init(_ texts: [String]) throws(SettingMistake) {
    guard texts.count <= Self.countMax else {
      throw SettingMistake("has more than \(Self.countMax) entries")
    }
    for text in texts {
      if let block = AddressBlock(text) {
        blocks.append(block)
      } else if text.isHostName {
        names.append(text.lowercased())
      } else {
        throw SettingMistake(
          "has an entry that is neither an address (127.0.0.1, ::1), nor a block of them"
            + " (10.0.0.0/8), nor a host's name (localhost)")
      }
    }
  }

  /// Why nothing is sent to an address; nil where it may be.
  ///
  /// - Parameter host: the host in the webhook's URL.
  public func refusal(of address: InternetAddress, host: String) -> AddressRefusal? {
    guard let (kind, block) = AddressKind.of(address), !names.contains(host.lowercased()),
      !blocks.contains(where: { $0.contains(address) || $0.contains(address.target) })
    else { return nil }
    return AddressRefusal(kind: kind, setting: host.isLocalName ? host.lowercased() : block.text)
  }
}

/// An address that a webhook does not allow.
public struct AddressRefusal: Hashable, Sendable, CustomStringConvertible {
  public let kind: AddressKind
  /// What `allow` needs.
  public let setting: String

  /// A sentence without the address, which may come from a secret URL.
  public var description: String { "The \(clause)." }

  /// The sentence without its first word and its full stop.
  public var clause: String {
    "receiver's address \(kind), so nothing is sent to it; where that is meant, the webhook needs"
      + " allow = \"\(setting)\""
  }
}

extension String {
  /// Names that are this machine's wherever they are looked up (RFC 6761).
  public var isLocalName: Bool {
    let name = lowercased()
    let host = name.hasSuffix(".") ? name.dropLast() : name[...]
    return host == "localhost" || host.hasSuffix(".localhost")
  }

  /// Letters, digits, hyphens, underscores and full stops, and not only numbers at the end: that
  /// would be an address in another spelling.
  fileprivate var isHostName: Bool {
    guard (1...253).contains(utf8.count),
      utf8.allSatisfy({
        (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20)
          || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains($0)
      }), let last = split(separator: ".").last
    else { return false }
    return last.first.map { !$0.isNumber } ?? false
  }
}
