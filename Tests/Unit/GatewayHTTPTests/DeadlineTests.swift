import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayHTTP

@Suite struct `The time limit of a connection` {
  let loop = EmbeddedEventLoop()
  let deadline: Deadline

  init() { deadline = Deadline(on: loop) }

  @Test func `it is over once its time has passed`() {
    var ends = 0
    deadline.set(in: .seconds(10)) { ends += 1 }
    loop.advanceTime(by: .seconds(9))
    #expect(ends == 0)
    loop.advanceTime(by: .seconds(1))
    #expect(ends == 1)
    loop.advanceTime(by: .seconds(100))
    #expect(ends == 1)
  }

  @Test func `the last time that was set counts, be it later or earlier`() {
    var ends: [String] = []
    deadline.set(in: .seconds(10)) { ends.append("first") }
    loop.advanceTime(by: .seconds(5))
    deadline.set(in: .seconds(10)) { ends.append("later") }
    loop.advanceTime(by: .seconds(9))
    #expect(ends.isEmpty)
    loop.advanceTime(by: .seconds(1))
    #expect(ends == ["later"])
    deadline.set(in: .seconds(60)) { ends.append("never") }
    deadline.set(in: .seconds(1)) { ends.append("sooner") }
    loop.advanceTime(by: .seconds(1))
    #expect(ends == ["later", "sooner"])
    loop.advanceTime(by: .seconds(100))
    #expect(ends == ["later", "sooner"])
  }

  @Test func `a cancelled one never ends, until it is set again`() {
    var ends = 0
    deadline.set(in: .seconds(1)) { ends += 1 }
    deadline.cancel()
    loop.advanceTime(by: .seconds(2))
    #expect(ends == 0)
    deadline.set(in: .seconds(1)) { ends += 1 }
    loop.advanceTime(by: .seconds(1))
    #expect(ends == 1)
    deadline.set(in: .seconds(1)) { ends += 1 }
    deadline.end()
    loop.advanceTime(by: .seconds(2))
    #expect(ends == 1)
  }
}
