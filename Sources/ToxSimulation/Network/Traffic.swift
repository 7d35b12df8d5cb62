/// Datagrams and their bytes, without the headers of UDP and IP, by purpose.
public struct Traffic: Hashable, Sendable {
  /// Finding nodes, and passing packets on for them.
  public private(set) var dht = Volume()
  /// Announcements, searches for contacts, and what is carried for others.
  public private(set) var onion = Volume()
  /// Conversations with contacts.
  public private(set) var sessions = Volume()

  public struct Volume: Hashable, Sendable {
    public var datagrams = 0
    public var bytes = 0
  }

  public var total: Volume {
    Volume(
      datagrams: dht.datagrams + onion.datagrams + sessions.datagrams,
      bytes: dht.bytes + onion.bytes + sessions.bytes)
  }

  /// What came on top of an earlier count.
  public static func - (later: Traffic, earlier: Traffic) -> Traffic {
    var difference = later
    difference.dht -= earlier.dht
    difference.onion -= earlier.onion
    difference.sessions -= earlier.sessions
    return difference
  }

  mutating func count(_ datagram: [UInt8]) {
    switch datagram.first {
    case .some(0x80..<0xf0): onion += datagram
    case .some(0x18...0x1b): sessions += datagram
    default: dht += datagram
    }
  }
}

extension Traffic.Volume {
  fileprivate static func += (volume: inout Self, datagram: [UInt8]) {
    volume.datagrams += 1
    volume.bytes += datagram.count
  }

  fileprivate static func -= (volume: inout Self, other: Self) {
    volume.datagrams -= other.datagrams
    volume.bytes -= other.bytes
  }
}
