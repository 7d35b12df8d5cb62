import NIOCore
import ToxCore
import ToxWire

/// Datagrams, between the node and the UDP socket.
extension Driver {
  /// Reads before others have their turn: 1024 datagrams.
  private static let readsPerTurn = 16

  /// The first datagram of a burst came.
  func receive(_ datagram: ByteBuffer, from endpoint: Endpoint) {
    guard case .open = state else { return }
    counters.datagramsReceived += 1
    node.receive(datagram.readableBytesUInt8Span, from: endpoint, now: SystemClock.now())
  }

  /// Reads the rest of what has come, and answers. If some is left, the channel reports it again,
  /// after timers and work of other threads.
  func readRest() {
    for _ in 0..<Self.readsPerTurn {
      guard case .open(let open?) = state else { return }
      let count = receiveBatch.read(from: open.socket)
      receive(count)
      finishBurst()
      guard count == ReceiveBatch.capacity else { return }
    }
  }

  private func receive(_ count: Int) {
    guard count > 0 else { return }
    counters.datagramsReceived += UInt64(count)
    // Once for all: they were all there at this moment.
    let now = SystemClock.now()
    for index in 0..<count {
      node.receive(receiveBatch[index], from: receiveBatch.source(of: index), now: now)
    }
  }

  func countReadError() { counters.readErrors += 1 }

  /// Without a UDP socket a datagram is discarded, and counted.
  func send(_ transmit: Transmit) {
    guard port != nil else { return counters.sendFailures += 1 }
    if sendBatch.append(transmit.bytes, to: transmit.endpoint) { return }
    flush()
    if !sendBatch.append(transmit.bytes, to: transmit.endpoint) { counters.sendFailures += 1 }
  }

  func flush() {
    guard case .open(let open?) = state else { return }
    let outcome = sendBatch.flush(to: open.socket)
    counters.datagramsSent += UInt64(outcome.taken)
    counters.sendFailures += UInt64(outcome.refused)
  }
}
