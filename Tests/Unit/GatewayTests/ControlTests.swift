import Foundation
import GatewayCore
import NIOPosix
import Synchronization
import Testing

@testable import Gateway

/// The socket in the home, with a server whose answers the test gives.
@Suite(.timeLimit(.minutes(1))) struct `The control socket` {
  private let status = #"{"query":"status","version":1}"#
  private let newNoSpam = #"{"command":"new_nospam","version":1}"#

  private typealias Answer = @Sendable (Reply) -> Void

  /// - Parameter body: gets the socket's path; runs away from the test's own threads, since the
  ///   client blocks.
  private func withServer(
    _ submit: @escaping @Sendable (ApplicationRequest, @escaping Answer) -> Void,
    _ body: @escaping @Sendable (String) throws -> Void
  ) async throws {
    let path = NSTemporaryDirectory() + "postern-\(UUID().uuidString.prefix(8)).sock"
    let server = try await ControlServer(
      path: path, group: MultiThreadedEventLoopGroup.singleton,
      feed: EventFeed(run: UnixMilliseconds(0)),
      submit: { request, _, answer in submit(request, answer) })
    let outcome: Result<Void, any Error> = await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: Result { try body(path) }) }
    }
    await server.close()
    #expect(!FileManager.default.fileExists(atPath: path))
    try outcome.get()
  }

  @Test func `only the owner may connect, and each request gets its answer`() async throws {
    try await withServer({ request, answer in
      answer(request == .query(.status) ? .done : .failed("not that"))
    }) { path in
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      let client = try ControlClient(socketPath: path)
      #expect(try client.ask(.query(.status)) == .done)
      #expect(try client.ask(.query(.contactList)) == .failed("not that"))
    }
  }

  @Test func `what is no request is refused, and the connection goes on`() async throws {
    try await withServer({ _, answer in answer(.done) }) { path in
      let socket = try RawSocket(path)
      for line in ["", "{", "[1]", "{\"version\":1}x", "\u{0}"] {
        socket.send(line + "\n")
        #expect(socket.readLine()?.contains("no request") == true, "\(line)")
      }
      socket.send("\(status)\n")
      #expect(socket.readLine()?.contains("done") == true)
    }
  }

  @Test func `a line over 1 MiB ends that connection, not the server`() async throws {
    try await withServer({ _, answer in answer(.done) }) { path in
      let socket = try RawSocket(path)
      socket.send(String(repeating: "x", count: LineDecoder.lineBytesMax + 65_536))
      #expect(socket.readLine() == nil)
      #expect(try ControlClient(socketPath: path).ask(.query(.status)) == .done)
    }
  }

  @Test func `two requests at once are both answered, also when one client has gone`() async throws
  {
    let waiting = Mutex<[Answer]>([])
    try await withServer({ request, answer in
      if request == .query(.status) { return answer(.done) }
      waiting.withLock { $0.append(answer) }
    }) { path in
      let slow = try RawSocket(path)
      slow.send("\(newNoSpam)\n")
      let gone = try RawSocket(path)
      gone.send("\(newNoSpam)\n")
      while waiting.withLock({ $0.count }) < 2 { usleep(5_000) }
      gone.close()
      #expect(try ControlClient(socketPath: path).ask(.query(.status)) == .done)
      for answer in waiting.withLock({ $0 }) { answer(.toxID("7F")) }
      #expect(slow.readLine()?.contains("7F") == true)
    }
  }

  @Test func `a client that closes its writing side gets its answer, late ones too, then the end`()
    async throws
  {
    let waiting = Mutex<[Answer]>([])
    try await withServer({ request, answer in
      if request == .query(.status) { return answer(.done) }
      waiting.withLock { $0.append(answer) }
    }) { path in
      let quick = try RawSocket(path)
      quick.send("\(status)\n")
      quick.closeWriting()
      #expect(quick.readLine()?.contains("done") == true)
      #expect(quick.readLine() == nil)

      let withoutEnd = try RawSocket(path)
      withoutEnd.send("\(status)")
      withoutEnd.closeWriting()
      #expect(withoutEnd.readLine()?.contains("done") == true)
      #expect(withoutEnd.readLine() == nil)

      let late = try RawSocket(path)
      late.send("\(newNoSpam)\n\(newNoSpam)\n")
      late.closeWriting()
      while waiting.withLock({ $0.count }) < 2 { usleep(5_000) }
      for answer in waiting.withLock({ $0 }) { answer(.toxID("7F")) }
      #expect(late.readLine()?.contains("7F") == true)
      #expect(late.readLine()?.contains("7F") == true)
      #expect(late.readLine() == nil)

      let silent = try RawSocket(path)
      silent.closeWriting()
      #expect(silent.readLine() == nil)
    }
  }

  @Test func `a client that closes its writing side gets a long answer whole`() async throws {
    let text = String(repeating: "7F", count: 1_000_000)
    try await withServer({ _, answer in answer(.toxID(text)) }) { path in
      let socket = try RawSocket(path)
      socket.send("\(status)\n")
      socket.closeWriting()
      #expect(socket.readLine()?.contains(text) == true)
      #expect(socket.readLine() == nil)
    }
  }

  @Test func `there are so many clients at once, and one that goes makes room`() async throws {
    try await withServer({ _, answer in answer(.done) }) { path in
      var sockets = try (0..<ControlConnections.countMax).map { _ in try RawSocket(path) }
      // The answer shows that the connection is counted.
      for socket in sockets { socket.send("\(status)\n") }
      for socket in sockets { #expect(socket.readLine()?.contains("done") == true) }
      let excess = try RawSocket(path)
      #expect(excess.readLine()?.contains("Too many clients") == true)
      #expect(excess.readLine() == nil)
      sockets.removeLast()
      var reply: Reply?
      while reply != .done { reply = try? ControlClient(socketPath: path).ask(.query(.status)) }
    }
  }

  @Test func `a client that asks without end is read as its answers come`() async throws {
    let waiting = Mutex<[Answer]>([])
    try await withServer({ _, answer in waiting.withLock { $0.append(answer) } }) { path in
      nonisolated(unsafe) let socket = try RawSocket(path)
      let count = 20_000
      let asking = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        for _ in 0..<count { socket.send("\(newNoSpam)\n") }
        asking.signal()
      }
      var (answered, most) = (0, 0)
      while answered < count {
        let answers = waiting.withLock { waiting in
          defer { waiting = [] }
          return waiting
        }
        most = max(most, answers.count)
        for answer in answers { answer(.done) }
        for _ in answers { #expect(socket.readLine()?.contains("done") == true) }
        answered += answers.count
      }
      asking.wait()
      // One read may exceed the limit by the lines of one buffer.
      #expect(most < 10_000, "\(most)")
    }
  }

  @Test func `a path that is too long is said to be`() async {
    let path = "/tmp/" + String(repeating: "x", count: 120)
    await #expect(throws: ControlError.self) {
      try await ControlServer(
        path: path, group: MultiThreadedEventLoopGroup.singleton,
        feed: EventFeed(run: UnixMilliseconds(0))
      ) { _, _, _ in }
    }
    #expect(throws: ControlError.self) { try ControlClient(socketPath: path) }
  }
}
