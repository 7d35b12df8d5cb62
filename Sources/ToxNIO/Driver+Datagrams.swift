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

  /// Reads what else has come, and answers. What then is left, the channel tells anew, when timers
  /// and work of other threads had their turn.
  func readRest() {
    for _ in 0..<Self.readsPerTurn {
      guard case .open(let open?) = state else { return }
      let count = inbox.read(from: open.socket)
      receive(count)
      finishBurst()
      guard count == Inbox.capacity else { return }
    }
  }

  private func receive(_ count: Int) {
    guard count > 0 else { return }
    counters.datagramsReceived += UInt64(count)
    // Once for all: they were all there at this moment.
    let now = SystemClock.now()
    for index in 0..<count {
      node.receive(inbox[index], from: inbox.source(of: index), now: now)
    }
  }

  func countReadError() { counters.readErrors += 1 }

  /// Without a UDP socket a datagram goes nowhere, and is counted.
  func send(_ transmit: Transmit) {
    guard port != nil else { return counters.sendFailures += 1 }
    if outbox.append(transmit.bytes, to: transmit.endpoint) { return }
    flush()
    if !outbox.append(transmit.bytes, to: transmit.endpoint) { counters.sendFailures += 1 }
  }

  func flush() {
    guard case .open(let open?) = state else { return }
    let outcome = outbox.flush(to: open.socket)
    counters.datagramsSent += UInt64(outcome.taken)
    counters.sendFailures += UInt64(outcome.refused)
  }
}
