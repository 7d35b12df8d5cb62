import Foundation
import Glibc
import InteropSupport

/// A c-toxcore client that sends and takes files, iterating as ordinary clients do, with the one
/// friend that it has.
struct ToxcoreFileClient {
  let instance: PeerInstance
  private let directory: URL

  init(in network: any LoopbackNetwork) async throws {
    let peer = try PeerProcess(in: network.namespace, tick: .auto)
    instance = try await network.client(of: peer) { $0.acceptsRequests = true }
    directory = network.namespace.directory
    try await instance.waitOnLine(within: .seconds(60))
  }

  var process: NamespaceProcess { instance.peer.process }

  func befriend(_ toxID: String) async throws {
    _ = try await instance.addFriend(toxID, message: "files")
    try await instance.waitForFriend(0, within: .seconds(60))
  }

  func offer(_ sources: FileSources) async throws {
    for path in sources.paths { try await instance.command("send_file 0 \(path) file") }
  }

  /// Waits until all of them are offered, and takes them at once.
  ///
  /// - Returns: where they come to be.
  @discardableResult
  func takeAll(_ count: Int) async throws -> [String] {
    var numbers: [Int] = []
    while numbers.count < count {
      let offer = try await instance.event("file_offer", within: .seconds(60))
      numbers.append(offer.integer("file") ?? 0)
    }
    let copies = numbers.map { directory.appending(component: "copy-\($0)").path() }
    for (number, copy) in zip(numbers, copies) {
      try await instance.command("accept_file 0 \(number) \(copy)")
    }
    return copies
  }

  /// Waits until so many files are done.
  ///
  /// - Returns: the seconds that the slowest took.
  @discardableResult
  func done(_ count: Int) async throws -> Double {
    var seconds = 0.0
    for _ in 0..<count {
      let done = try await instance.event("file_done", within: .seconds(100))
      seconds = max(seconds, done.number("seconds") ?? 0)
    }
    return seconds
  }
}

/// Two c-toxcore clients.
struct ToxcoreFilePair {
  private let network: any LoopbackNetwork
  private let sender: ToxcoreFileClient
  private let receiver: ToxcoreFileClient

  init(in network: any LoopbackNetwork) async throws {
    self.network = network
    sender = try await ToxcoreFileClient(in: network)
    receiver = try await ToxcoreFileClient(in: network)
    try await sender.befriend(receiver.instance.toxID)
    try await receiver.instance.waitForFriend(0, within: .seconds(60))
  }

  func send(_ count: Int, of size: Int) async throws -> FileOutcome {
    let sources = try await FileSources(count, of: size, in: network)
    defer { sources.remove() }
    let watches = try (FileCostWatch(sender.process), FileCostWatch(receiver.process))
    try await sender.offer(sources)
    let copies = try await receiver.takeAll(count)
    let seconds = try await receiver.done(count)
    try await sender.done(count)
    let outcome = FileOutcome(
      bytes: sources.bytes, seconds: seconds, sender: try watches.0.end(),
      receiver: try watches.1.end())
    try sources.compare(with: copies)
    for copy in copies { unlink(copy) }
    return outcome
  }
}

/// A bot of ours and a c-toxcore client.
struct MixedFilePair {
  private let network: any LoopbackNetwork
  private let bot: PosternActor
  private let client: ToxcoreFileClient

  init(in network: any LoopbackNetwork) async throws {
    self.network = network
    bot = try await .fileBot("bot", port: network.freePort(), in: network)
    client = try await ToxcoreFileClient(in: network)
    try await client.befriend(bot.toxID)
    try await bot.waitOnline(client.instance.publicKey, within: .seconds(60))
  }

  func sendToClient(_ count: Int, of size: Int) async throws -> FileOutcome {
    let sources = try await FileSources(count, of: size, in: network)
    defer { sources.remove() }
    try await bot.queue(sources, for: client.instance.publicKey)
    let watches = try (FileCostWatch(bot.process), FileCostWatch(client.process))
    let copies = try await client.takeAll(count)
    let seconds = try await client.done(count)
    try await bot.files("whole", "out", count: count)
    let outcome = FileOutcome(
      bytes: sources.bytes, seconds: seconds, sender: try watches.0.end(),
      receiver: try watches.1.end())
    try sources.compare(with: copies)
    for copy in copies { unlink(copy) }
    return outcome
  }

  func sendToBot(_ count: Int, of size: Int) async throws -> FileOutcome {
    let sources = try await FileSources(count, of: size, in: network)
    defer { sources.remove() }
    let watches = try (FileCostWatch(client.process), FileCostWatch(bot.process))
    let start = ContinuousClock.now
    try await client.offer(sources)
    let whole = try await bot.files("whole", "in", count: count)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    try await client.done(count)
    let outcome = FileOutcome(
      bytes: sources.bytes, seconds: seconds, sender: try watches.0.end(),
      receiver: try watches.1.end())
    try sources.compare(with: await bot.stored(whole, openedBy: nil))
    return outcome
  }
}
