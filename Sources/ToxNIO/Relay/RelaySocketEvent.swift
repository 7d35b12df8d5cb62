import NIOCore
import ToxCore

/// What the connections to relays tell the driver, on its loop.
enum RelaySocketEvent {
  case opened(RelayLink)
  case received(RelayLink, ByteBuffer)
  /// The last `received` of a burst: time to answer.
  case readDone
  /// Closed, or never opened; not reported for connections that the node closed itself.
  case closed(RelayLink, RelayEnd)
  /// More waits to be written than should, or again less.
  case blocked(RelayLink, Bool)
}

/// How a connection that the node did not close came to its end.
public enum RelayEnd: Hashable, Sendable {
  /// The other side closed it.
  case closed
  /// No connection to the relay could be made, or it broke: the reason in words.
  case failed(String)
  /// The proxy can't be reached, or is none: in words.
  case proxyFailed(String)
  /// More waited to be written than we hold for one relay.
  case tooSlow
}
