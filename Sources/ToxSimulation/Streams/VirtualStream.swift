import ToxCore
import ToxWire

/// Names a TCP connection of one simulation.
struct StreamID: Hashable {
  var rawValue: UInt64
}

/// One of the two machines of a connection.
enum StreamSide: Hashable {
  case client, server

  var other: StreamSide { self == .client ? .server : .client }
}

/// A TCP connection from a node to a relay.
final class VirtualStream {
  let client: HostID
  let server: HostID
  /// The client as the server sees it.
  let source: Endpoint
  /// The client's node's name for it. The server's node calls it by its `StreamID`.
  let link: RelayLink
  private var toClient = StreamPipe()
  private var toServer = StreamPipe()
  /// Sides that still expect events: a node that closed it, or was told of its end, does not.
  private(set) var listeners: Set<StreamSide> = [.client]

  init(from client: HostID, to server: HostID, source: Endpoint, link: RelayLink) {
    self.client = client
    self.server = server
    self.source = source
    self.link = link
  }

  func host(at side: StreamSide) -> HostID { side == .client ? client : server }

  /// The pipe that ends at a side.
  subscript(to side: StreamSide) -> StreamPipe {
    get { side == .client ? toClient : toServer }
    set { if side == .client { toClient = newValue } else { toServer = newValue } }
  }

  /// The server's node was told of it.
  func accept() { listeners.insert(.server) }

  func leave(_ side: StreamSide) { listeners.remove(side) }
}

/// Something that happens to a connection.
enum StreamEvent {
  /// The client's request arrives at the server's machine.
  case knock(StreamID)
  /// Its answer arrives at the client.
  case answer(StreamID, isYes: Bool)
  /// What is on the way to that side may have arrived.
  case flow(StreamID, to: StreamSide)
}

/// The condition of the relay on a machine, whatever its node believes.
public enum RelayCondition: String, Hashable, Sendable, CaseIterable {
  /// Connections are made where the node serves a relay.
  case works
  /// No server listens: connections are refused.
  case refuses
  /// Connections are made, bytes disappear, and nothing is answered any more.
  case swallows
  /// Connections are made, and nothing is read any more: bytes wait until the writer stops.
  case stalls
}
