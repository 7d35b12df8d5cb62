import ArgumentParser
import Glibc
import ToxWire

/// Sends UDP datagrams to a port of 127.0.0.1 under any source address, and hears what others send
/// there.
struct ForgingSocket {
  private let sender: Int32
  private let port: UInt16
  private static let headersSize = 28

  init(to port: UInt16) throws {
    sender = socket(AF_INET, Int32(SOCK_RAW.rawValue), Int32(IPPROTO_RAW))
    guard sender >= 0 else { throw ValidationError("a raw socket needs CAP_NET_RAW: \(errno)") }
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
  func overhear(_ count: Int) -> [Load.Packet] {
    let listener = socket(AF_INET, Int32(SOCK_RAW.rawValue), Int32(IPPROTO_UDP))
    defer { close(listener) }
    setTimeout(of: listener, seconds: 1)
    var heard: [Load.Packet] = []
    var buffer = [UInt8](repeating: 0, count: 2_048)
    let end = ContinuousClock().now + .seconds(2)
    while heard.count < count, ContinuousClock().now < end {
      let size = recv(listener, &buffer, buffer.count, 0)
      guard size > 0 else { continue }
      if let packet = parse(Array(buffer[..<size])) { heard.append(packet) }
    }
    return heard
  }

  private func parse(_ bytes: [UInt8]) -> Load.Packet? {
    var reader = Reader(bytes.span)
    guard (try? reader.skip(12)) != nil, let address = try? reader.uint32(),
      (try? reader.skip(4)) != nil, let source = try? reader.uint16(),
      (try? reader.uint16()) == port, (try? reader.skip(4)) != nil
    else { return nil }
    return Load.Packet(bytes: reader.rest(), source: Endpoint(.v4(address), port: source))
  }
}

/// Asks one question of a port of 127.0.0.1 and waits a moment for the answer.
func ask(_ question: [UInt8], port: UInt16) -> [UInt8]? {
  let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
  defer { close(descriptor) }
  setTimeout(of: descriptor, seconds: 1)
  withLoopback(port) { target, size in
    _ = sendto(descriptor, question, question.count, 0, target, size)
  }
  var buffer = [UInt8](repeating: 0, count: 2_048)
  let size = recv(descriptor, &buffer, buffer.count, 0)
  return size > 0 ? Array(buffer[..<size]) : nil
}

private func setTimeout(of descriptor: Int32, seconds: Int) {
  var time = timeval(tv_sec: seconds, tv_usec: 0)
  setsockopt(
    descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
}

private func withLoopback(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Void) {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  withUnsafePointer(to: address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}
