import Foundation
import NIOPosix
import Synchronization
import Testing

@testable import Gateway

/// The socket in the home, with a server that answers by hand.
@Suite(.timeLimit(.minutes(1))) struct ControlTests {
  private typealias Answer = @Sendable (ControlReply) -> Void

  /// - Parameter body: gets the socket's path; runs away from the test's own threads, since the
  ///   client blocks.
  private func withServer(
    _ submit: @escaping @Sendable (ControlRequest, @escaping Answer) -> Void,
    _ body: @escaping @Sendable (String) throws -> Void
  ) async throws {
    let path = NSTemporaryDirectory() + "postern-\(UUID().uuidString.prefix(8)).sock"
    let server = try await ControlServer(
      path: path, group: MultiThreadedEventLoopGroup.singleton, submit: submit)
    let outcome: Result<Void, any Error> = await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: Result { try body(path) }) }
    }
    await server.close()
    #expect(!FileManager.default.fileExists(atPath: path))
    try outcome.get()
  }

  @Test func `Only the owner may connect, and each request gets its answer`() async throws {
    try await withServer({ request, answer in
      answer(request == .status ? .done : .failed("not that"))
    }) { path in
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      let client = try ControlClient(socketPath: path)
      #expect(try client.ask(.status) == .done)
      #expect(try client.ask(.contactList) == .failed("not that"))
    }
  }

  @Test func `What is no request is refused, and the connection goes on`() async throws {
    try await withServer({ _, answer in answer(.done) }) { path in
      let socket = try RawSocket(path)
      for line in ["", "{", "[1]", "{\"unknown\":{}}", "\u{0}"] {
        socket.send(line + "\n")
        #expect(socket.readLine()?.contains("no request") == true, "\(line)")
      }
      socket.send("{\"status\":{}}\n")
      #expect(socket.readLine()?.contains("done") == true)
    }
  }

  @Test func `A line over 1 MiB ends that connection, not the server`() async throws {
    try await withServer({ _, answer in answer(.done) }) { path in
      let socket = try RawSocket(path)
      socket.send(String(repeating: "x", count: LineDecoder.lineBytesMax + 65_536))
      #expect(socket.readLine() == nil)
      #expect(try ControlClient(socketPath: path).ask(.status) == .done)
    }
  }

  @Test func `Two requests at once are both answered, also when one client has gone`() async throws
  {
    let waiting = Mutex<[Answer]>([])
    try await withServer({ request, answer in
      if request == .status { return answer(.done) }
      waiting.withLock { $0.append(answer) }
    }) { path in
      let slow = try RawSocket(path)
      slow.send("{\"newNoSpam\":{}}\n")
      let gone = try RawSocket(path)
      gone.send("{\"newNoSpam\":{}}\n")
      while waiting.withLock({ $0.count }) < 2 { usleep(5_000) }
      gone.close()
      #expect(try ControlClient(socketPath: path).ask(.status) == .done)
      for answer in waiting.withLock({ $0 }) { answer(.toxID("7F")) }
      #expect(slow.readLine()?.contains("7F") == true)
    }
  }

  @Test func `A path that is too long is said to be`() async {
    let path = "/tmp/" + String(repeating: "x", count: 120)
    await #expect(throws: ControlError.self) {
      try await ControlServer(path: path, group: MultiThreadedEventLoopGroup.singleton) { _, _ in }
    }
    #expect(throws: ControlError.self) { try ControlClient(socketPath: path) }
  }
}
