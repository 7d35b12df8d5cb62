import GatewayCore
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine

/// Inputs that wait while the disk refuses writes.
struct `The backlog` {
  private let now = Uptime(1_000_000)

  private func texts(_ backlog: Backlog) -> [String] {
    backlog.inputs.compactMap { input in
      guard case .network(let events) = input, case .message(let message)? = events.first
      else { return nil }
      return message.text
    }
  }

  /// A backlog whose first attempt failed.
  private func refused(_ events: NetworkEvent...) -> Backlog {
    var backlog = Backlog()
    backlog.add([.network(events)])
    backlog.failed(now)
    return backlog
  }

  @Test func `a disk that refuses is tried once a second, whatever arrives`() {
    var backlog = refused(message("one"))
    #expect(backlog.timeToTry(now) == 1_000)
    backlog.add([.network([message("two")])])
    #expect(backlog.timeToTry(now.advanced(byMilliseconds: 400)) == 600)
    #expect(backlog.timeToTry(now.advanced(byMilliseconds: 1_000)) == 0)
    #expect(texts(backlog) == ["one", "two"])
    backlog.committed()
    #expect(backlog.inputs.isEmpty && backlog.timeToTry(now) == 0)
  }

  @Test func `inputs of an ended session are dropped with it, and none of others`() {
    var backlog = refused(message("hers", by: 1), message("his", by: 2), .typing(key(1), true))
    for round in 0..<1_000 {
      backlog.add([.network([.offline(key(1)), .online(key(1)), message("again \(round)", by: 1)])])
    }
    #expect(texts(backlog) == ["his", "again 999"])
    #expect(backlog.inputs.count == 4, "his message, her going, coming and message")
  }

  @Test func `a receipt outlives its session`() {
    var backlog = refused(.receipt(key(1), through: position(7)))
    backlog.add([.network([.offline(key(1))])])
    #expect(backlog.inputs.count == 2)
  }

  @Test func `friend requests wait up to a limit`() {
    var backlog = refused()
    for _ in 0..<3_000 { backlog.add([.network([.contactRequest(key(3), text: "Hello")])]) }
    #expect(backlog.inputs.count == Backlog.requestsMax)
  }

  @Test func `while the disk works nothing is dropped`() {
    var backlog = Backlog()
    backlog.add([.network([message("one")]), .network([.offline(key(1))])])
    #expect(backlog.inputs.count == 2)
  }
}
