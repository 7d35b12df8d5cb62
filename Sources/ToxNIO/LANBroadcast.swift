import NIOCore
public import ToxWire

/// Where a LAN discovery packet goes.
public enum LANBroadcast {
  /// The broadcast address of every IPv4 interface, the all-networks broadcast, and IPv6's "all
  /// nodes on this link"; in a fixed order, each once.
  public static func endpoints(port: UInt16 = 33445) -> [Endpoint] {
    var addresses: [IPAddress] = []
    for device in (try? System.enumerateDevices()) ?? [] {
      guard let broadcast = device.broadcastAddress.flatMap({ Endpoint($0)?.address }),
        broadcast.isIPv4, !broadcast.isLoopback, !addresses.contains(broadcast)
      else { continue }
      addresses.append(broadcast)
    }
    addresses += [.v4(0xffff_ffff), .v6(0xff02_0000_0000_0000, 1)]
    return addresses.map { Endpoint($0, port: port) }
  }
}
