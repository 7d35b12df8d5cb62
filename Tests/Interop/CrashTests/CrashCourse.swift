import Foundation
import InteropSupport
import ToxSimulation

/// One bot, killed again and again while clients talk to it and a receiver takes its webhooks.
final class CrashCourse {
  private static let senderCount = 3
  /// Without a receipt for so long the bot has not come back.
  private static let returnLimit = Duration.seconds(90)
  /// Every page is read for damage after each of so many kills.
  private static let wholeCheckInterval = 10

  private let network: TestNetwork
  private let work: CrashBot.Work
  private let killSwitch = KillSwitch()
  private let posts: PostLedger
  private let receiver: WebhookReceiver
  private let roughPosts = PostLedger()
  private let roughReceiver: WebhookReceiver
  private let toughPosts = PostLedger()
  private let toughReceiver: WebhookReceiver
  private let senders: Senders
  private let visitors: Visitors
  private let home: URL
  private var generator: SeededGenerator
  private var audit: Audit
  private var roughAudit = RoughAudit(of: "rough", digit: 7)
  private var toughAudit = RoughAudit(of: "tough", digit: 3, asks: true)
  private var askAudit: AskAudit
  private var starts: [MonotonicTime] = []
  private var lastMessage: Int64 = 0
  private var firstUndelivered: Int64 = 0
  private(set) var figures = CrashFigures()

  init(
    seed: UInt64, _ clients: Senders.Clients = .toxcore, bot work: CrashBot.Work = .echo
  ) async throws {
    self.work = work
    let (killSwitch, posts) = (killSwitch, PostLedger())
    self.posts = posts
    network = try await TestNetwork()
    home = network.namespace.directory.appending(component: "crash")
    generator = SeededGenerator(seed: seed)
    receiver = try await WebhookReceiver(
      on: network.freePort(), in: network.namespace, faultSeed: seed, replies: work == .ask,
      log: RecordLog { record in
        guard let seen = posts.write(record) else { return false }
        killSwitch.note(seen)
        return true
      })
    roughReceiver = try await WebhookReceiver(
      on: network.freePort(), in: network.namespace, faultSeed: seed, isRough: true,
      log: RecordLog { [roughPosts] record in roughPosts.write(record) != nil })
    toughReceiver = try await WebhookReceiver(
      on: network.freePort(), in: network.namespace, faultSeed: seed, isRough: true, replies: true,
      log: RecordLog { [toughPosts] record in toughPosts.write(record) != nil })
    senders = try await Senders(
      clients, count: Self.senderCount, in: network, killSwitch: killSwitch)
    visitors = Visitors(in: network)
    let known = zip(senders.names, senders.keys).map { ($0, $1) }
    audit = Audit(senders: known, answersAreAsked: work == .ask)
    askAudit = AskAudit(of: "tough", by: known)
    figures.seed = seed
  }

  /// Kills the bot so often, lets everything come to rest and compares.
  ///
  /// - Returns: what was violated, in sentences.
  func run(kills: Int) async throws -> [String] {
    let began = MonotonicTime.now
    var bot = try start()
    let toxID = try await bot.waitUntilReady()
    try await senders.befriend(toxID)
    try await senders.talk()
    let visitors = visitors
    async let visits: Void = visitors.visit(toxID)
    for _ in 0..<kills {
      try await killOnce(bot)
      bot = try start()
      if !audit.violations.isEmpty { break }
    }
    visitors.leave()
    try await visits
    figures.visits = visitors.figures
    figures.milliseconds = MonotonicTime.now.milliseconds(since: began)
    try await bringToRest(bot)
    let talked = try await senders.talked()
    figures.sentAgain = talked.reduce(0) { $0 + $1.sentAgain }
    figures.wire = audit.compare(
      senders.snapshot(), posts.posts, starts: starts, begun: talked.map(\.begun))
    figures.roughDeliveries = roughAudit.compare(roughPosts.posts)
    _ = toughAudit.compare(toughPosts.posts)
    figures.roughAsks = askAudit.compare(senders.snapshot())
    return try audit.violations + roughAudit.violations + toughAudit.violations
      + askAudit.violations
      + visitors.compare(with: home, kills: kills)
  }

  private func start() throws -> CrashBot {
    let path = "/run/\(starts.count)"
    let bot = try CrashBot(
      home: home, hook: receiver.url(path: path), rough: roughReceiver.url(path: path),
      tough: toughReceiver.url(path: path), does: work, in: network)
    starts.append(bot.started)
    return bot
  }

  private func killOnce(_ bot: CrashBot) async throws {
    let instant = KillInstant(using: &generator)
    figures.kills[instant.kind, default: 0] += 1
    switch instant.moment {
    case .afterStart(let milliseconds):
      try await pause(milliseconds: milliseconds)
      try await bot.kill()
    case .underLoad(let milliseconds):
      try await waitForLoad(instant, bot)
      try await pause(milliseconds: milliseconds)
      try await bot.kill()
    case .at(let sight, let count, let microseconds):
      try await waitForLoad(instant, bot)
      try await kill(bot, at: sight, count: count, microseconds: microseconds)
    }
    try await bot.waitForDeath()
    try readImage(isCheckedWhole: starts.count % Self.wholeCheckInterval == 0)
  }

  /// The kill's instant is what is drawn at random: there is nothing to wait for.
  private func pause(milliseconds: Int) async throws {
    try await Task.sleep(for: .milliseconds(milliseconds))
  }

  private func kill(
    _ bot: CrashBot, at sight: KillInstant.Sight, count: Int, microseconds: Int
  ) async throws {
    let killSwitch = killSwitch
    let journal = home.appending(component: "state.sqlite-wal").path()
    let watch = try JournalWatch(path: journal) { killSwitch.note(.commit) }
    defer { watch.cancel() }
    let process = try await bot.processIdentifier()
    killSwitch.arm(process, at: sight, count: count, microseconds: microseconds)
    defer { killSwitch.disarm() }
    do {
      try await bot.waitForDeath(within: .seconds(5))
    } catch is HarnessError where !bot.process.hasExited {
      try await bot.kill()
    }
  }

  /// Until the first sender, or each, has a receipt of this run.
  private func waitForLoad(_ instant: KillInstant, _ bot: CrashBot) async throws {
    try await bot.waitUntilReady()
    let senders = senders
    let before = senders.tickCounts
    _ = try await eventually("receipts after a restart", within: Self.returnLimit) {
      let grown = zip(senders.tickCounts, before).count { $0 > $1 }
      return grown >= (instant.waitsForAll ? before.count : 1) ? true : nil
    }
    figures.returns.append(MonotonicTime.now.milliseconds(since: bot.started))
  }

  private func readImage(isCheckedWhole: Bool) throws {
    let image = try CrashImage(
      of: home, into: network.namespace.directory.appending(component: "image"),
      messagesAfter: lastMessage, deliveriesFrom: firstUndelivered,
      isCheckedWhole: isCheckedWhole)
    audit.read(image)
    if work == .echo {
      roughAudit.read(image, numbers: audit.numbers)
      toughAudit.read(image, numbers: audit.numbers)
      askAudit.read(image, numbers: audit.numbers)
    }
    lastMessage = image.messages.last?.id ?? lastMessage
    let undelivered = image.deliveries.first { $0.state != "delivered" }?.id
    firstUndelivered = undelivered ?? image.deliveries.last.map { $0.id + 1 } ?? firstUndelivered
  }

  /// Nothing new is said; what is under way arrives; the bot ends as it should.
  private func bringToRest(_ bot: CrashBot) async throws {
    try await senders.hush()
    roughReceiver.process.signal(SIGUSR1)
    toughReceiver.process.signal(SIGUSR1)
    try await bot.waitUntilReady()
    // Some failed so often that their next attempts are an hour away.
    for webhook in ["rough", "tough"] {
      let postern = try BuildProducts.path(of: "postern")
      try await network.namespace.run(
        [postern, "hooks", "resume", webhook, "--home", home.path()])
    }
    let (senders, home) = (senders, home)
    _ = try await eventually("everything arrives", within: .seconds(1_200)) {
      let begun = try await senders.talked().map(\.begun)
      return try senders.tickCounts == begun && CrashImage.isAtRest(home) ? true : nil
    }
    bot.process.signal(SIGTERM)
    guard try await bot.process.waitForExit() == 0 else {
      throw HarnessError("the bot did not end well")
    }
    try readImage(isCheckedWhole: true)
  }
}
