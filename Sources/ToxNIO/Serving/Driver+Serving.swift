import NIOCore
import ToxCore
public import ToxWire

/// Our relay for others, between the node and the sockets.
extension Driver {
  /// What the process needs beside the relay's connections: a few sockets and files.
  private static let otherDescriptors = 64
  /// What one call reads of a connection.
  static let servedReadSize = 64 << 10
  /// Reads of one connection before others have their turn.
  private static let servedReadsPerTurn = 4

  /// Serves as a TCP relay at these ports, under the node's DHT key.
  ///
  /// - Parameter address: where to listen; nil: all addresses, IPv6 and IPv4.
  /// - Returns: the ports; where 0 was asked for, the one that the system chose.
  /// - Throws: `BindError`.
  public func serveRelay(on ports: [UInt16], address: IPAddress?) async throws -> [UInt16] {
    let wanted = limits.relayClients + limits.relayNewcomers + Self.otherDescriptors
    let connections = ServedConnections(
      capacity: max(1, DescriptorLimit.raise(to: wanted) - Self.otherDescriptors))
    served = connections
    node.serveRelay(now: SystemClock.now())
    let listener = RelayListener(loop: loop) { [self] in
      ServedConnection(connections.nextID(), self)
    }
    var open: [UInt16] = []
    for port in ports {
      let channel = try await listener.open(port, address: address)
      connections.add(channel)
      open.append(channel.localAddress?.port.flatMap { UInt16(exactly: $0) } ?? port)
    }
    return open
  }

  /// How many clients our relay has, handshake done.
  public var relayClientCount: Int { node.relayClientCount }

  func clientConnected(_ connection: ServedConnection, from source: Endpoint) {
    guard let served else { return connection.close() }
    served.add(connection)
    node.clientConnected(connection.id, from: source, now: SystemClock.now())
    finishBurstThisTurn()
  }

  /// The first bytes of a burst came.
  func receive(_ bytes: ByteBuffer, from id: RelayClientID) {
    node.receive(bytes.readableBytesUInt8Span, from: id, now: SystemClock.now())
    finishBurstThisTurn()
  }

  /// Reads what else has come.
  func readDone(_ connection: ServedConnection, mayHaveMore: Bool) {
    guard mayHaveMore else { return }
    if servedInbox.isEmpty { servedInbox = [UInt8](repeating: 0, count: Self.servedReadSize) }
    for _ in 0..<Self.servedReadsPerTurn {
      let count = connection.read(into: &servedInbox)
      guard count > 0 else { return }
      node.receive(
        servedInbox.span.extracting(..<count), from: connection.id, now: SystemClock.now())
      guard count == servedInbox.count else { return }
      finishBurst()
    }
  }

  func clientBlocked(_ id: RelayClientID, _ isBlocked: Bool) {
    node.clientBlocked(id, isBlocked, now: SystemClock.now())
    finishBurstThisTurn()
  }

  func clientClosed(_ id: RelayClientID) {
    guard served?.remove(id) == true else { return }
    node.clientClosed(id, now: SystemClock.now())
    finishBurstThisTurn()
  }

  /// Bytes of many connections in one turn of the loop are answered at its end: frames for one
  /// client are sent with one call, from whichever clients they come.
  private func finishBurstThisTurn() {
    guard !isBurstEnding else { return }
    isBurstEnding = true
    loop.execute {
      self.assumeIsolated {
        $0.isBurstEnding = false
        $0.finishBurst()
      }
    }
  }
}
