import Foundation
import GatewayCore
import NIOPosix
import Synchronization
import Testing

@testable import Gateway

/// Clients that follow the events through the socket in the home.
@Suite(.timeLimit(.minutes(1))) struct `The event feed` {
  private static let run = UnixMilliseconds(1_767_607_200_000)
  private let feed = EventFeed(run: Self.run)

  private func publish(_ texts: String...) {
    feed.publish(texts.map(Report.log), at: UnixMilliseconds(0)) { _ in }
  }

  /// - Parameter body: gets a connection; runs away from the test's own threads, since it blocks.
  private func withConnection(
    _ body: @escaping @Sendable (_ connect: () throws -> RawSocket) throws -> Void
  ) async throws {
    let path = NSTemporaryDirectory() + "postern-\(UUID().uuidString.prefix(8)).sock"
    let server = try await ControlServer(
      path: path, group: MultiThreadedEventLoopGroup.singleton, feed: feed
    ) { _, _, answer in answer(.done) }
    let outcome: Result<Void, any Error> = await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(returning: Result { try body { try RawSocket(path) } })
      }
    }
    await server.close()
    try outcome.get()
  }

  private static func subscription(_ members: String = "") -> String {
    "{\"subscription\":\"events\",\"version\":1\(members)}\n"
  }

  /// "following 0", "log 1 a", "gap 5 (missed 2)"
  private static func words(_ line: String?) throws -> String {
    let line = try #require(line)
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
    let event = try #require(object as? [String: Any])
    var words = "\(event["event"] ?? "-") \(event["seq"] ?? "-")"
    if let text = event["text"] { words += " \(text)" }
    if let missed = event["missed"] { words += " (missed \(missed))" }
    return words
  }

  @Test func `reports are numbered in their order, followed or not`() {
    let numbers = Mutex<[Int64]>([])
    for count in 1...3 {
      feed.publish(
        Array(repeating: .log("x"), count: count), at: UnixMilliseconds(0)
      ) { events in numbers.withLock { $0 += events.map(\.number) } }
    }
    #expect(numbers.withLock(\.self) == [1, 2, 3, 4, 5, 6])
  }

  @Test func `a follower gets the events from now on, and answers between them`() async throws {
    publish("before")
    try await withConnection { [self] connect in
      let socket = try connect()
      socket.send(Self.subscription())
      let first = try #require(socket.readLine())
      #expect(first.contains("\"run\":\"2026-01-05T10:00:00.000Z\""))
      #expect(try Self.words(first) == "following 1")
      publish("a", "b")
      #expect(try Self.words(socket.readLine()) == "log 2 a")
      #expect(try Self.words(socket.readLine()) == "log 3 b")
      socket.send("{\"query\":\"status\",\"version\":1}\n")
      #expect(socket.readLine()?.contains("\"reply\":\"done\"") == true)
      publish("c")
      #expect(try Self.words(socket.readLine()) == "log 4 c")
      socket.send(Self.subscription())
      #expect(socket.readLine()?.contains("follows the events already") == true)
    }
  }

  @Test func `a follower that comes back continues where it was`() async throws {
    try await withConnection { [self] connect in
      let first = try connect()
      first.send(Self.subscription())
      _ = first.readLine()
      publish("a")
      #expect(try Self.words(first.readLine()) == "log 1 a")
      first.close()
      publish("b", "c")
      let second = try connect()
      second.send(Self.subscription(#","after":1,"run":"2026-01-05T10:00:00.000Z""#))
      #expect(try Self.words(second.readLine()) == "following 1")
      #expect(try Self.words(second.readLine()) == "log 2 b")
      #expect(try Self.words(second.readLine()) == "log 3 c")
      // A number of another run has no meaning in this one.
      let third = try connect()
      third.send(Self.subscription(#","after":3,"run":"2025-01-05T10:00:00.000Z""#))
      #expect(try Self.words(third.readLine()) == "following 0")
      #expect(try Self.words(third.readLine()) == "log 1 a")
    }
  }

  @Test func `a wait is over after its time, however short`() async {
    for _ in 0..<2_000 { await feed.wait(after: feed.newest, atMost: .nanoseconds(1)) }
  }

  @Test func `nothing is held without followers, and the gap is reported`() async throws {
    publish("a", "b")
    try await withConnection { [self] connect in
      let socket = try connect()
      socket.send(Self.subscription(#","after":0"#))
      #expect(try Self.words(socket.readLine()) == "following 0")
      #expect(try Self.words(socket.readLine()) == "gap 2 (missed 2)")
      publish("c")
      #expect(try Self.words(socket.readLine()) == "log 3 c")
    }
  }

  @Test func `events are dropped two minutes after the last follower left`() {
    publish("a", "b", "c")
    let leaver = Follower()
    feed.follow(leaver) {}
    let early = feed.leave(leaver)
    feed.follow(leaver) {}
    early?()
    publish("d")
    #expect(feed.page(for: leaver, after: 3, atMost: 9).events.count == 1, "it came back")
    feed.leave(leaver)?()
    publish("e")
    feed.follow(leaver) {}
    #expect(feed.page(for: leaver, after: 3, atMost: 9).missed == 2)
  }

  @Test func `events before an erasure are not shown any more`() {
    let follower = Follower()
    feed.follow(follower) {}
    publish("a secret", "b")
    feed.publish([.forgotten(contacts: 0, messages: 1)], at: UnixMilliseconds(0)) { _ in }
    publish("c")
    let page = feed.page(for: follower, after: 0, atMost: 9)
    #expect(page.missed == 3 && page.events.map(\.number) == [4])
  }

  @Test func `a follower that does not read misses events, and costs no memory`() async throws {
    try await withConnection { [self] connect in
      let socket = try connect()
      socket.send(Self.subscription())
      _ = socket.readLine()
      let text = String(repeating: "x", count: 10_000)
      let count: Int64 = 4_000
      for _ in 0..<count { publish(text) }
      var (last, missed): (Int64, Int64) = (0, 0)
      while last < count {
        let event = try #require(socket.readLine())
        let object = try JSONSerialization.jsonObject(with: Data(event.utf8)) as? [String: Any]
        let number = try #require(object?["seq"] as? Int64)
        if let gap = object?["missed"] as? Int64 {
          missed += gap
          #expect(number == last + gap)
        } else {
          #expect(number == last + 1)
        }
        last = number
      }
      // The ring, the socket and the buffers hold less than half of it.
      #expect(missed > count / 2, "\(missed)")
    }
  }

  @Test func `a client that shuts its side follows no longer`() async throws {
    try await withConnection { connect in
      let socket = try connect()
      socket.send(Self.subscription())
      _ = socket.readLine()
      socket.closeWriting()
      #expect(socket.readLine() == nil)
    }
  }

  @Test func `a subscription that can't be read is refused with a reason`() async throws {
    try await withConnection { connect in
      let socket = try connect()
      for (members, reason) in [
        (#","after":"x""#, "\\\"after\\\""), (#","run":"yesterday""#, "\\\"run\\\""),
        (#","after":1e40"#, "request"),
      ] {
        socket.send(Self.subscription(members))
        let line = try #require(socket.readLine())
        #expect(line.contains("failed") && line.contains(reason), "\(line)")
      }
      socket.send("{\"subscription\":\"weather\",\"version\":1}\n")
      #expect(socket.readLine()?.contains("knows no subscription") == true)
      socket.send("{\"subscription\":\"events\"}\n")
      #expect(socket.readLine()?.contains("newer than this command") == true)
    }
  }
}

/// An object for its identity alone.
private final class Follower: Sendable {}
