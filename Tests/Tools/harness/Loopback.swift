import Glibc

/// The address of a port of 127.0.0.1, as system calls take it.
func withLoopback<Result>(
  _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
) -> Result {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  return withUnsafePointer(to: address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}

func setReceiveTimeout(of descriptor: Int32, seconds: Int) {
  var time = timeval(tv_sec: seconds, tv_usec: 0)
  setsockopt(
    descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
}

/// The next datagram; nil where none comes before the socket's time-out.
func receiveDatagram(from descriptor: Int32) -> [UInt8]? {
  var buffer = [UInt8](repeating: 0, count: 2_048)
  let size = recv(descriptor, &buffer, buffer.count, 0)
  return size > 0 ? Array(buffer[..<size]) : nil
}

/// A UDP socket that asks ports of 127.0.0.1 and gives up after a while.
struct AskingSocket: ~Copyable {
  private let descriptor: Int32

  init(seconds: Int) throws(Refusal) {
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    guard descriptor >= 0 else { throw Refusal("no UDP socket: errno \(errno)") }
    setReceiveTimeout(of: descriptor, seconds: seconds)
  }

  deinit { close(descriptor) }

  func send(_ bytes: [UInt8], to port: UInt16) {
    withLoopback(port) { address, size in
      _ = sendto(descriptor, bytes, bytes.count, 0, address, size)
    }
  }

  func receive() -> [UInt8]? { receiveDatagram(from: descriptor) }
}
