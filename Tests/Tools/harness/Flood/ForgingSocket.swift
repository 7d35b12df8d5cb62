import Glibc
import ToxWire

/// Sends UDP datagrams to a port of 127.0.0.1 under any source address, and hears what others send
/// there.
struct ForgingSocket {
  private let sender: Int32
  private let port: UInt16
  private static let headersSize = 28

  init(to port: UInt16) throws(Refusal) {
    sender = socket(AF_INET, Int32(SOCK_RAW.rawValue), Int32(IPPROTO_RAW))
    guard sender >= 0 else { throw Refusal("a raw socket needs CAP_NET_RAW: errno \(errno)") }
    self.port = port
  }

  func send(_ bytes: [UInt8], from source: Endpoint) throws {
    guard case .v4(let address) = source.address else { return }
    var writer = Writer(capacity: Self.headersSize + bytes.count)
    // IPv4: version and length, no options; the kernel fills in total length and checksum.
    writer.write([0x45, 0, 0, 0, 0, 0, 0, 0, 64, UInt8(IPPROTO_UDP), 0, 0])
    writer.write(address)
    writer.write(UInt32(0x7f00_0001))
    // UDP; a checksum of 0 says that there is none.
    writer.write(source.port)
    writer.write(port)
    writer.write(UInt16(8 + bytes.count))
    writer.write(UInt16(0))
    writer.write(bytes)
    let datagram = writer.finish()
    withLoopback(port) { target, size in
      _ = sendto(sender, datagram, datagram.count, 0, target, size)
    }
  }

  /// Datagrams that others send to the port: `count` of them, or what comes within two seconds.
  func overhear(_ count: Int) -> [FloodLoad.Packet] {
    let listener = socket(AF_INET, Int32(SOCK_RAW.rawValue), Int32(IPPROTO_UDP))
    defer { close(listener) }
    setReceiveTimeout(of: listener, seconds: 1)
    var heard: [FloodLoad.Packet] = []
    let end = ContinuousClock().now + .seconds(2)
    while heard.count < count, ContinuousClock().now < end {
      if let packet = receiveDatagram(from: listener).flatMap(parse) { heard.append(packet) }
    }
    return heard
  }

  private func parse(_ bytes: [UInt8]) -> FloodLoad.Packet? {
    var reader = Reader(bytes.span)
    guard (try? reader.skip(12)) != nil, let address = try? reader.uint32(),
      (try? reader.skip(4)) != nil, let source = try? reader.uint16(),
      (try? reader.uint16()) == port, (try? reader.skip(4)) != nil
    else { return nil }
    return FloodLoad.Packet(bytes: reader.rest(), source: Endpoint(.v4(address), port: source))
  }
}
