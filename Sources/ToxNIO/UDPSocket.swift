import CDatagram
import Glibc
import ToxWire

/// A bound, non-blocking UDP socket: IPv6 that also speaks IPv4 where the system has both, else
/// IPv4 alone.
///
/// NIO reports that there is something to read; reading and sending go to the descriptor directly,
/// many datagrams with one call. Also, NIO closes a datagram channel on most send errors ("network
/// unreachable", "not permitted", "no buffer space"); for a node that sends to addresses named by
/// strangers, such errors are routine.
struct UDPSocket: Sendable {
  enum Family: Sendable {
    case dualStack
    case ipv4
  }

  let descriptor: Int32
  let family: Family
  /// The port that it got.
  let port: UInt16

  /// Bytes of kernel buffer asked for each way; the system may grant less. The system counts each
  /// datagram with its own overhead and doubles the number: this holds 20,000 small ones, what
  /// a hundred contacts send at once while the loop is busy.
  private static let kernelBufferSize: Int32 = 8 << 20

  /// - Parameter address: the address to listen on; nil listens on all.
  static func bind(_ choice: PortChoice, address: IPAddress?) throws(BindError) -> UDPSocket {
    switch choice {
    case .exactly(let port):
      return try bind(port: port, address: address)
    case .firstFree(let range):
      for port in range {
        do throws(BindError) {
          return try bind(port: port, address: address)
        } catch .portInUse {
          continue
        }
      }
      throw .noFreePort(range)
    }
  }

  private static func bind(port: UInt16, address: IPAddress?) throws(BindError) -> UDPSocket {
    guard let address else {
      do throws(BindError) {
        return try open(.dualStack, Endpoint(.v6(0, 0), port: port))
      } catch let error where error.isLackOfIPv6 {
        return try open(.ipv4, Endpoint(.v4(0), port: port))
      }
    }
    return try open(address.isIPv4 ? .ipv4 : .dualStack, Endpoint(address, port: port))
  }

  private static func open(
    _ family: Family, _ endpoint: Endpoint
  ) throws(BindError) -> UDPSocket {
    let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(
      family == .ipv4 ? AF_INET : AF_INET6, type | Int32(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw .refused(call: "socket", code: errno) }
    setOptions(of: descriptor, family)
    guard withSystemAddress(endpoint, family: family, { Glibc.bind(descriptor, $0, $1) }) == 0
    else {
      let code = errno
      close(descriptor)
      throw BindError(bindCode: code, at: endpoint, portInUse: .portInUse(endpoint.port))
    }
    return UDPSocket(descriptor: descriptor, family: family, port: boundPort(of: descriptor))
  }

  /// Each of these may fail and leave a socket that still works.
  private static func setOptions(of descriptor: Int32, _ family: Family) {
    func set(level: Int32, name: Int32, value: Int32) {
      setSocketOption(of: descriptor, level: level, name: name, value: value)
    }
    if family == .dualStack { set(level: Int32(IPPROTO_IPV6), name: IPV6_V6ONLY, value: 0) }
    set(level: SOL_SOCKET, name: SO_BROADCAST, value: 1)
    set(level: SOL_SOCKET, name: SO_RCVBUF, value: kernelBufferSize)
    set(level: SOL_SOCKET, name: SO_SNDBUF, value: kernelBufferSize)
  }

  private static func boundPort(of descriptor: Int32) -> UInt16 {
    var address = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &address) { bytes in
      guard let base = bytes.baseAddress else { return 0 }
      getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &size)
      // The port is at the same offset in both families' addresses.
      return UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
    }
  }

  /// Calls `body` with the endpoint in the system's form; -1 where the family can't express it.
  private static func withSystemAddress<Result: SignedInteger>(
    _ endpoint: Endpoint, family: Family,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    switch family {
    case .dualStack:
      return withSockaddr(sockaddr_in6(endpoint), body)
    case .ipv4:
      guard let address = sockaddr_in(endpoint) else { return -1 }
      return withSockaddr(address, body)
    }
  }

  private static func withSockaddr<Address, Result>(
    _ address: Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        body(address, socklen_t(MemoryLayout<Address>.size))
      }
    }
  }
}

extension UDPSocket {
  /// Whether the socket's family has such addresses.
  func reaches(_ endpoint: Endpoint) -> Bool { family == .dualStack || endpoint.address.isIPv4 }

  /// Hands a datagram to the system.
  ///
  /// - Returns: whether the system took it. It may still be lost, like any datagram.
  func send(_ bytes: [UInt8], to endpoint: Endpoint) -> Bool {
    guard reaches(endpoint) else { return false }
    var bytes = bytes
    return bytes.withUnsafeMutableBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return false }
      return send([CDatagram(base, size: bytes.count, segmentSize: 0, endpoint)]) == 1
    }
  }

  /// - Parameter datagrams: to endpoints that the socket reaches.
  /// - Returns: how many of them, from the first on, the system took.
  func send(_ datagrams: [CDatagram]) -> Int {
    Int(max(0, cdatagram_send(descriptor, family == .dualStack, datagrams, Int32(datagrams.count))))
  }

  /// - Returns: how many came.
  func receive(_ datagrams: inout [CDatagram]) -> Int {
    Int(max(0, cdatagram_receive(descriptor, &datagrams, Int32(datagrams.count))))
  }
}

extension CDatagram {
  init(
    _ bytes: UnsafeMutablePointer<UInt8>, size: Int, segmentSize: Int, _ endpoint: Endpoint
  ) {
    let (high, low) = endpoint.address.mappedHalves
    self.init(
      bytes: bytes, size: UInt32(size), segment_size: UInt16(segmentSize), port: endpoint.port,
      address_high: high, address_low: low)
  }
}
