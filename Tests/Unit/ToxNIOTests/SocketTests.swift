import Glibc
import Testing
import ToxWire

@testable import ToxNIO

@Suite struct `The UDP socket` {
  @Test func `the first free port of a range is taken`() throws {
    let first = try UDPSocket.bind(.exactly(0), address: .loopback4)
    try #require(first.port < .max)
    let second = try UDPSocket.bind(.firstFree(first.port...(.max)), address: .loopback4)
    #expect(second.port > first.port)
  }

  @Test func `a full range is an error that names it`() throws {
    let socket = try UDPSocket.bind(.exactly(0), address: .loopback4)
    let range = socket.port...socket.port
    #expect(throws: BindError.noFreePort(range)) {
      try UDPSocket.bind(.firstFree(range), address: .loopback4)
    }
  }

  @Test func `an address of another machine is refused by name`() {
    let elsewhere = IPAddress.v4(0xc000_0201)
    #expect(throws: BindError.addressUnavailable(elsewhere)) {
      try UDPSocket.bind(.exactly(0), address: elsewhere)
    }
  }

  @Test func `what the system refuses to send does no harm`() throws {
    let socket = try UDPSocket.bind(.exactly(0), address: .loopback4)
    let other = try UDPSocket.bind(.exactly(0), address: .loopback4)
    #expect(!socket.send([1], to: Endpoint(.loopback4, port: 0)))
    #expect(!socket.send([1], to: Endpoint(.loopback6, port: 1)))
    #expect(!socket.send([UInt8](repeating: 0, count: 70_000), to: Endpoint(.loopback4, port: 1)))
    #expect(socket.send([1], to: Endpoint(.loopback4, port: other.port)))
  }

  @Test(arguments: [
    Endpoint(.v4(0x0102_0304), port: 33445), Endpoint(.v6(0x2001_0db8 << 32, 7), port: 1),
  ])
  func `endpoints survive the system's form`(_ endpoint: Endpoint) {
    #expect(Endpoint(sockaddr_in6(endpoint)) == endpoint)
    if endpoint.address.isIPv4 {
      #expect(sockaddr_in(endpoint).map(Endpoint.init) == endpoint)
    } else {
      #expect(sockaddr_in(endpoint) == nil)
    }
  }

  @Test func `LAN discovery goes to both families, each address once`() {
    let endpoints = LANBroadcast.endpoints()
    #expect(endpoints.contains(Endpoint(.v4(0xffff_ffff), port: 33445)))
    #expect(endpoints.contains(Endpoint(.v6(0xff02_0000_0000_0000, 1), port: 33445)))
    #expect(Set(endpoints).count == endpoints.count)
  }
}
