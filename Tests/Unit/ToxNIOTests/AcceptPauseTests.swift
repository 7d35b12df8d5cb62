import Glibc
import NIOCore
import NIOPosix
import Testing
import ToxWire

@testable import ToxNIO

@Suite(.timeLimit(.minutes(1))) struct `A relay's port without descriptors` {
  @Test func `it accepts nothing for a second, and then it does`() async throws {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let listener = RelayListener(loop: loop) { preconditionFailure("nobody connects") }
    let channel = try await listener.open(0, address: .loopback4)
    channel.pipeline.fireErrorCaught(IOError(errnoCode: ECONNABORTED, reason: "accept"))
    #expect(try await channel.getOption(.autoRead).get())
    channel.pipeline.fireErrorCaught(IOError(errnoCode: EMFILE, reason: "accept"))
    #expect(try await !channel.getOption(.autoRead).get())
    while try await !channel.getOption(.autoRead).get() {
      try await Task.sleep(for: .milliseconds(20))
    }
    try await channel.close()
  }
}
