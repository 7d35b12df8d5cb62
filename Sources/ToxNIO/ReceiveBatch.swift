import CDatagram
import ToxWire

/// The buffer for datagrams that are read, many with one system call. One slab serves all reads.
struct ReceiveBatch: ~Copyable {
  private var slab = [UInt8](repeating: 0, count: capacity * slotSize)
  private var datagrams = [CDatagram](repeating: CDatagram(), count: capacity)

  /// How many datagrams one read brings at most.
  static let capacity = Int(CDATAGRAM_BATCH_MAX)
  /// Tox sends at most 2048 bytes; longer datagrams are cut, and then do not decrypt.
  private static let slotSize = 2_048

  /// Reads what waits.
  ///
  /// - Returns: how many datagrams came, until the next read.
  mutating func read(from socket: UDPSocket) -> Int {
    slab.withUnsafeMutableBufferPointer { slab in
      guard let base = slab.baseAddress else { return 0 }
      for index in datagrams.indices {
        datagrams[index].bytes = base + index * Self.slotSize
        datagrams[index].size = UInt32(Self.slotSize)
      }
      return socket.receive(&datagrams)
    }
  }

  /// The bytes of a datagram that came.
  subscript(index: Int) -> Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      let start = index * Self.slotSize
      return slab.span.extracting(start..<start + min(Int(datagrams[index].size), Self.slotSize))
    }
  }

  /// Where it came from.
  func source(of index: Int) -> Endpoint {
    let datagram = datagrams[index]
    return Endpoint(
      .v6Normalized(datagram.address_high, datagram.address_low), port: datagram.port)
  }
}
