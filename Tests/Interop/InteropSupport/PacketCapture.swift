import Foundation
import Synchronization

/// Every IP packet of a `NeighbourHost`, on all its interfaces, from before its program starts
/// until after it has ended (see `Scripts/capture.py`).
public final class PacketCapture: Sendable {
  /// What went to and came from one port of another machine, or of this one.
  public struct Flow: Hashable, Sendable {
    public let networkProtocol: String
    public let host: String
    public let port: Int

    public init(_ networkProtocol: String, host: String, port: Int) {
      self.networkProtocol = networkProtocol
      self.host = host
      self.port = port
    }

    /// TCP between the machine and a port of its router.
    public static func tcp(routerPort: Int) -> Flow {
      Flow("tcp", host: NeighbourHost.router, port: routerPort)
    }
  }

  private let process: NamespaceProcess
  private let counts: FlowCounts

  public init(of host: NeighbourHost) async throws {
    let counts = FlowCounts()
    self.counts = counts
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(components: "Scripts", "capture.py").path()
    process = try host.start(["python3", "-u", script]) { counts.take(try? Record(json: $0)) }
    _ = try await eventually("the capture has begun") {
      counts.hasStarted ? true : nil
    }
  }

  /// How many packets of each flow there were so far.
  public var flows: [Flow: Int] { counts.flows }

  /// Ends the capture; throws where it missed a packet.
  public func end() async throws -> [Flow: Int] {
    process.signal(SIGTERM)
    _ = try await process.waitForExit()
    guard counts.missed == 0 else { throw HarnessError("the capture missed packets") }
    return flows
  }
}

/// What the capture's lines came to.
private final class FlowCounts: Sendable {
  private struct State {
    var flows: [PacketCapture.Flow: Int] = [:]
    var hasStarted = false
    /// nil until the end.
    var missed: Int?
  }

  private let state = Mutex(State())

  var flows: [PacketCapture.Flow: Int] { state.withLock { $0.flows } }
  var hasStarted: Bool { state.withLock { $0.hasStarted } }
  var missed: Int? { state.withLock { $0.missed } }

  func take(_ record: Record?) {
    guard let record else { return }
    state.withLock { state in
      if record.event == "listening" { state.hasStarted = true }
      if record.event == "end" { state.missed = record.integer("missed") }
      guard record.event == "packet" else { return }
      state.flows[PacketCapture.Flow(of: record), default: 0] += 1
    }
  }
}

extension PacketCapture.Flow {
  /// The end that is not the machine's own; of packets within the machine the end that they go to.
  fileprivate init(of packet: Record) {
    let isOutward = packet.text("target") != NeighbourHost.address
    let end = isOutward ? "target" : "source"
    self.init(
      packet.text("protocol") ?? "?", host: packet.text(end) ?? "?",
      port: packet.integer("\(end)_port") ?? 0)
  }
}
