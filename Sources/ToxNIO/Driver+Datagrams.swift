import NIOCore
import ToxCore
import ToxWire

/// Datagrams that the node sends.
extension Driver {
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
