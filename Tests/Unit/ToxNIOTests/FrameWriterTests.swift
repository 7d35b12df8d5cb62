import Glibc
import NIOCore
import NIOPosix
import Synchronization
import Testing
import ToxWire

@testable import ToxNIO

/// Against a reader that does as toxcore does: it takes a frame when the system holds all of it.
@Suite(.timeLimit(.minutes(1))) struct `What is written to a TCP connection` {
  /// About what a message of 300 bytes is on its way over a relay.
  private let frame: [UInt8] = [1, 111] + [UInt8](repeating: 7, count: 367)

  @Test func `a reader that takes whole frames only is never stuck, however far behind it is`()
    async throws
  {
    let pair = try await Pair()
    // Several times what the system holds for a reader that is behind.
    let (frames, pieces) = (44, 400)
    let piece = [UInt8]((0..<frames).flatMap { _ in frame })
    for _ in 0..<pieces { try await pair.write(piece) }
    #expect(try await pair.take(frame.count, times: frames * pieces) == frames * pieces)
    try await pair.close()
  }

  @Test func `a slow reader is noticed at the mark, and again below it`() async throws {
    let pair = try await Pair()
    let piece = [UInt8](repeating: 7, count: 16_000)
    var pieces = 0
    while pair.marks.isEmpty {
      try await pair.write(piece)
      pieces += 1
    }
    #expect(pair.marks == [true])
    #expect(try await pair.take(piece.count, times: pieces) == pieces)
    try await eventually("still blocked") { pair.marks == [true, false] }
    try await pair.close()
  }
}

/// A writer on a loop, and the descriptor of the reader.
private final class Pair: Sendable {
  private let channel: any Channel
  private let writer: FrameWriter
  private let log = Log()
  private let listener: any Channel
  private let reader: NIOBSDSocket.Handle

  private final class Log: Sendable {
    let marks = Mutex<[Bool]>([])
  }

  var marks: [Bool] { log.marks.withLock { $0 } }

  init() async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let accepted = group.next().makePromise(of: NIOBSDSocket.Handle.self)
    // NIO reads nothing there: we do.
    listener = try await ServerBootstrap(group: group)
      .childChannelOption(.autoRead, value: false)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          accepted.succeed(try #require(channel.socketDescriptor))
        }
      }
      .bind(to: SocketAddress(Endpoint(.loopback4, port: 0))).get()
    let address = try #require(listener.localAddress)
    let channel = try await ClientBootstrap(group: group)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .connect(to: address).get()
    self.channel = channel
    let log = log
    let writer = try await channel.eventLoop.submit {
      FrameWriter(channel, FrameWriter.WaterMark(low: 32 << 10, high: 64 << 10)) { isBlocked in
        log.marks.withLock { $0.append(isBlocked) }
      }
    }.get()
    self.writer = try #require(writer)
    reader = try await accepted.futureResult.get()
  }

  func write(_ piece: [UInt8]) async throws {
    try await channel.eventLoop.submit { self.writer.write(piece) }.get()
  }

  func close() async throws {
    try await channel.close()
    try await listener.close()
  }

  /// Takes so many bytes at once when all of them have come.
  ///
  /// - Returns: how many times, which is less than `count` where nothing moved for five seconds.
  func take(_ size: Int, times count: Int) async throws -> Int {
    var buffer = [UInt8](repeating: 0, count: size)
    var (taken, quiet) = (0, 0)
    while taken < count, quiet < 5_000 {
      let peek = Int32(MSG_PEEK | MSG_DONTWAIT)
      if recv(reader, &buffer, size, peek) == size, recv(reader, &buffer, size, 0) == size {
        (taken, quiet) = (taken + 1, 0)
      } else {
        quiet += 1
        try await Task.sleep(for: .milliseconds(1))
      }
    }
    return taken
  }
}
