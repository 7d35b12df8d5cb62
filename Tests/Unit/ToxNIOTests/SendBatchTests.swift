import Testing
import ToxWire

@testable import ToxNIO

@Suite(.timeLimit(.minutes(1))) struct `The send batch` {
  /// Sends datagrams from one socket and reads at another until as many came.
  private func sent(_ datagrams: [[UInt8]], via family: IPAddress = .loopback4) async throws
    -> [[UInt8]]
  {
    let receiver = try UDPSocket.bind(.exactly(0), address: family)
    let sender = try UDPSocket.bind(.exactly(0), address: family)
    let target = Endpoint(family, port: receiver.port)
    var sendBatch = SendBatch()
    var receiveBatch = ReceiveBatch()
    for datagram in datagrams {
      let fits = sendBatch.append(datagram, to: target)
      #expect(fits)
    }
    let outcome = sendBatch.flush(to: sender)
    #expect(outcome.taken == datagrams.count && outcome.refused == 0)
    var received: [[UInt8]] = []
    // On loopback a datagram that was taken is there.
    while received.count < datagrams.count {
      let count = receiveBatch.read(from: receiver)
      guard count > 0 else { break }
      for index in 0..<count {
        #expect(receiveBatch.source(of: index) == Endpoint(family, port: sender.port))
        received.append([UInt8](copying: receiveBatch[index]))
      }
    }
    return received
  }

  private func datagram(_ number: Int, size: Int) -> [UInt8] {
    [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size)
  }

  @Test(arguments: [IPAddress.loopback4, .loopback6])
  func `runs of one size arrive cut apart and in order`(family: IPAddress) async throws {
    // Longer than a run may be, with a shorter one at its end and longer ones behind it.
    let datagrams =
      (0..<150).map { datagram($0, size: 100) } + [datagram(1, size: 60)]
      + (0..<50).map { datagram($0, size: 1_400) }
    #expect(try await sent(datagrams, via: family) == datagrams)
  }

  @Test func `sizes that change arrive as they are`() async throws {
    let datagrams = (0..<60).map { datagram($0, size: 1 + $0 * 37 % 1_400) }
    #expect(try await sent(datagrams) == datagrams)
  }

  @Test func `a refused datagram does not hold up the others`() throws {
    let receiver = try UDPSocket.bind(.exactly(0), address: .loopback4)
    let sender = try UDPSocket.bind(.exactly(0), address: .loopback4)
    var sendBatch = SendBatch()
    var receiveBatch = ReceiveBatch()
    let target = Endpoint(.loopback4, port: receiver.port)
    for endpoint in [target, Endpoint(.loopback4, port: 0), Endpoint(.loopback6, port: 1), target] {
      for number in 0..<2 {
        let fits = sendBatch.append(datagram(number, size: 40), to: endpoint)
        #expect(fits)
      }
    }
    let outcome = sendBatch.flush(to: sender)
    #expect(outcome.taken == 4 && outcome.refused == 4)
    let count = receiveBatch.read(from: receiver)
    #expect(count == 4)
  }

  @Test func `what does not fit is refused before a flush, not lost`() throws {
    let sender = try UDPSocket.bind(.exactly(0), address: .loopback4)
    var sendBatch = SendBatch()
    var count = 0
    // Ports differ, so that nothing joins a run.
    while sendBatch.append([1], to: Endpoint(.loopback4, port: UInt16(count + 1))) { count += 1 }
    #expect(count == ReceiveBatch.capacity)
    _ = sendBatch.flush(to: sender)
    let fits = sendBatch.append([1], to: Endpoint(.loopback4, port: 1))
    #expect(fits)
  }
}
