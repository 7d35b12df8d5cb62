import Foundation
import InteropSupport
import Testing

/// Files between a node of ours and a c-toxcore client, both ways.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(5)))
struct `Files between ours and a c-toxcore client` {
  /// Random bytes, at once: while a test makes them, no other one sees how far its file is.
  private static func content(_ size: Int) throws -> Data {
    let source = try FileHandle(forReadingFrom: URL(filePath: "/dev/urandom"))
    defer { try? source.close() }
    let data = try source.read(upToCount: size) ?? Data()
    guard data.count == size else { throw HarnessError("only \(data.count) bytes were made") }
    return data
  }

  private func transfer(
    _ size: Int, from side: FilePair.Side, over pair: FilePair, verb: String = "send_file"
  ) async throws {
    let content = try Self.content(size)
    try content.write(to: pair.path("sent"))
    let file = try await pair.offer("sent", from: side, verb: verb)
    #expect(file.offer.text("name") == "sent")
    #expect(file.offer.integer("size") == (verb == "send_file" ? size : -1))
    try await pair.accept(file.received, as: "received", by: side.other)
    try await pair.waitDone(file, from: side)
    #expect(try pair.content("received") == content, "\(size) bytes from \(side)")
  }

  @Test(arguments: FilePair.Side.allCases)
  func `files of every size arrive whole, one after the other`(_ side: FilePair.Side) async throws {
    let pair = try await FilePair()
    for size in [0, 1, 1_371, 1_372, 2_742, 3_000, 10_000_000] {
      try await transfer(size, from: side, over: pair)
    }
  }

  @Test(arguments: FilePair.Side.allCases)
  func `streams of every length arrive whole`(_ side: FilePair.Side) async throws {
    let pair = try await FilePair()
    for size in [0, 1, 1_371, 1_372, 2_742, 3_000, 1_000_000] {
      try await transfer(size, from: side, over: pair, verb: "send_stream")
    }
  }

  @Test func `several files at once arrive whole, in both directions`() async throws {
    let pair = try await FilePair()
    var files: [(FilePair.Side, String, (sent: Int, received: Int, offer: Record))] = []
    for number in 0..<6 {
      for side in FilePair.Side.allCases {
        let name = "\(side)-\(number)"
        try Self.content(200_000 * number + number).write(to: pair.path(name))
        files.append((side, name, try await pair.offer(name, from: side)))
      }
    }
    for (side, name, file) in files {
      try await pair.accept(file.received, as: "\(name).received", by: side.other)
    }
    for (side, name, file) in files {
      try await pair.waitDone(file, from: side)
      #expect(try pair.content("\(name).received") == pair.content(name), "\(name)")
    }
  }

  @Test(arguments: FilePair.Side.allCases)
  func `a file that was cut off goes on where it stopped`(_ side: FilePair.Side) async throws {
    var pair = try await FilePair()
    let content = try Self.content(side == .ours ? 200_000_000 : 40_000_000)
    try content.write(to: pair.path("sent"))
    let first = try await pair.offer("sent", from: side)
    try await pair.accept(first.received, as: "received", by: side.other)
    _ = try await eventually("the first bytes") {
      pair.size("received") > 500_000 ? true : nil
    }
    try await pair.restartToxcore()
    let lost = try await pair.ours.event("file_lost")
    #expect(lost.integer("bytes") != nil)
    let stored = pair.size("received")
    #expect(stored > 500_000 && stored < content.count)
    let again = try await pair.offer("sent", from: side)
    #expect(again.offer.text("file_id") == first.offer.text("file_id"))
    try await pair.accept(again.received, as: "received", from: stored, by: side.other)
    try await pair.waitDone(again, from: side)
    #expect(try pair.content("received") == content)
  }

  @Test(arguments: FilePair.Side.allCases, FilePair.Side.allCases)
  func `either side can refuse or end a transfer`(
    _ side: FilePair.Side, _ ender: FilePair.Side
  ) async throws {
    let pair = try await FilePair()
    try Self.content(30_000_000).write(to: pair.path("sent"))
    for isRunning in [false, true] {
      let file = try await pair.offer("sent", from: side)
      if isRunning {
        try await pair.accept(file.received, as: "received", by: side.other)
        _ = try await pair[side].event("file_control") {
          $0.text("control") == "resume"
        }
      }
      let number = ender == side ? file.sent : file.received
      try await pair[ender].command("control_file 0 \(number) cancel")
      let control = try await pair[ender.other].event("file_control") {
        $0.text("control") == "cancel"
      }
      #expect(control.integer("file") == (ender == side ? file.received : file.sent))
    }
    try await transfer(1_000, from: side, over: pair)
  }

  @Test(arguments: FilePair.Side.allCases, FilePair.Side.allCases)
  func `either side can hold a transfer, and nothing is lost by it`(
    _ side: FilePair.Side, _ holder: FilePair.Side
  ) async throws {
    let pair = try await FilePair()
    // Ours is quick: it must not be over before it is held.
    let content = try Self.content(side == .ours ? 150_000_000 : 20_000_000)
    try content.write(to: pair.path("sent"))
    let file = try await pair.offer("sent", from: side)
    try await pair.accept(file.received, as: "received", by: side.other)
    _ = try await eventually("the first bytes") {
      pair.size("received") > 0 ? true : nil
    }
    let number = holder == side ? file.sent : file.received
    try await pair[holder].command("control_file 0 \(number) pause")
    _ = try await pair[holder.other].event("file_control") {
      $0.text("control") == "pause"
    }
    let stopped = try await settledSize("received", of: pair)
    #expect(stopped < content.count)
    try await pair[holder].command("control_file 0 \(number) resume")
    try await pair.waitDone(file, from: side)
    #expect(try pair.content("received") == content)
  }

  /// The size of a file that has not grown for a second.
  private func settledSize(_ name: String, of pair: FilePair) async throws -> Int {
    var last = (size: -1, at: ContinuousClock.now)
    return try await eventually("no more data") {
      let size = pair.size(name)
      if size != last.size { last = (size, .now) }
      return ContinuousClock.now - last.at > .seconds(1) ? size : nil
    }
  }

  @Test(arguments: FilePair.Side.allCases)
  func `messages have their receipts at once while four files run`(
    _ side: FilePair.Side
  ) async throws {
    let pair = try await FilePair()
    try Self.content(60_000_000).write(to: pair.path("sent"))
    for number in 0..<4 {
      let file = try await pair.offer("sent", from: side)
      try await pair.accept(file.received, as: "received-\(number)", by: side.other)
    }
    let flood = Flood(count: 200, window: 1)
    let result = try await pair.toxcore.oneWay(flood, to: 0)
    #expect(result.isExact, "\(result)")
    #expect(result.p99 < 500_000, "\(result)")
  }
}
