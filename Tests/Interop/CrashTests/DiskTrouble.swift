import Foundation
import GRDB
import InteropSupport

/// A real bot whose disk gives trouble while clients talk to it.
final class DiskTrouble {
  private let network: TestNetwork
  private let posts: PostLedger
  private let receiver: WebhookReceiver
  private let home: URL
  private var audit: Audit
  private var starts: [MonotonicTime] = []
  private var lastMessage: Int64 = 0
  private var firstUndelivered: Int64 = 0
  private(set) var bot: CrashBot
  /// Answers what is delivered in no order.
  private let rough: WebhookReceiver
  let senders: Senders

  /// - Parameter megabytes: the size of a disk of the home's own; nil for the one that is there.
  init(megabytes: Int? = nil) async throws {
    let (posts, killSwitch) = (PostLedger(), KillSwitch())
    self.posts = posts
    network = try await TestNetwork()
    home = network.namespace.directory.appending(component: "home")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    if let megabytes {
      let options = "size=\(megabytes)m,mode=0700"
      try await network.namespace.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", home.path()])
    }
    receiver = try await WebhookReceiver(
      on: network.freePort(), in: network.namespace,
      log: RecordLog { posts.write($0) != nil })
    rough = try await WebhookReceiver(
      on: network.freePort(), in: network.namespace, log: RecordLog { _ in false })
    senders = try await Senders(count: 3, in: network, killSwitch: killSwitch)
    audit = Audit(senders: zip(senders.names, senders.keys).map { ($0, $1) })
    bot = try CrashBot(
      home: home, hook: receiver.url(path: "/run/0"), rough: rough.url(path: "/run/0"),
      tough: rough.url(path: "/run/0"), in: network)
    starts.append(bot.started)
    try await senders.befriend(bot.waitUntilReady())
    try await senders.talk()
  }

  func start() throws {
    let path = "/run/\(starts.count)"
    bot = try CrashBot(
      home: home, hook: receiver.url(path: path), rough: rough.url(path: path),
      tough: rough.url(path: path), in: network)
    starts.append(bot.started)
  }

  /// Until every sender has a receipt more than now.
  func waitForReceipts() async throws {
    let (senders, before) = (senders, senders.tickCounts)
    _ = try await eventually("receipts for everybody") {
      zip(senders.tickCounts, before).allSatisfy { $0 > $1 } ? true : nil
    }
  }

  /// Takes all the room that is left.
  func fillDisk() async throws {
    let ballast = home.appending(component: "ballast").path()
    let fill = "cat /dev/zero > \(ballast)-\(starts.count) 2> /dev/null || true"
    try await network.namespace.run(["sh", "-c", fill])
  }

  func makeRoom() async throws {
    try await network.namespace.run(
      ["sh", "-c", "rm \(home.appending(component: "ballast").path())-*"])
  }

  /// Keeps the bot from writing, as a disk that does not answer would.
  func holdDatabase(for duration: Duration) async throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.allowsUnsafeTransactions = true
    let path = home.appending(component: "state.sqlite").path()
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try await queue.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    try await Task.sleep(for: duration)
    try await queue.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try queue.close()
  }

  /// `kill -9`, and a look at what is left.
  func killBot() async throws {
    try await bot.kill()
    try await bot.waitForDeath()
    try await readImage()
  }

  /// Nothing new is said, what is under way arrives, the bot ends.
  ///
  /// - Returns: what was violated.
  func comeToRest() async throws -> [String] {
    try await senders.hush()
    let senders = senders
    _ = try await eventually("everything is ticked") {
      let begun = try await senders.talked().map(\.begun)
      return senders.tickCounts == begun ? true : nil
    }
    let posts = posts
    let count = senders.tickCount
    _ = try await eventually("everything is posted") {
      Set(posts.posts.map(\.webhookID)).count == count ? true : nil
    }
    bot.process.signal(SIGTERM)
    guard try await bot.process.waitForExit() == 0 else {
      throw HarnessError("the bot did not end well")
    }
    try await readImage()
    _ = audit.compare(senders.snapshot(), posts.posts, starts: starts, begun: nil)
    return audit.violations
  }

  /// From inside the namespace, where alone a disk of the home's own is to be seen.
  private func readImage() async throws {
    let copy = network.namespace.directory.appending(component: "copy")
    let script = "rm -rf $1 && mkdir $1 && cp $0/state.sqlite* $1"
    try await network.namespace.run(["sh", "-c", script, home.path(), copy.path()])
    let image = try CrashImage(
      of: copy, into: network.namespace.directory.appending(component: "image"),
      messagesAfter: lastMessage, deliveriesFrom: firstUndelivered, isCheckedWhole: true)
    audit.read(image)
    lastMessage = image.messages.last?.id ?? lastMessage
    let undelivered = image.deliveries.first { $0.state != "delivered" }?.id
    firstUndelivered = undelivered ?? image.deliveries.last.map { $0.id + 1 } ?? firstUndelivered
  }
}
