import InteropSupport

/// How late the receipt of a contact's message is, one after the other: without files, and while
/// the same contact sends four of them as fast as the connection carries.
func receiptsBesideFiles(_ kind: MeasuredBot.Kind) async throws -> Figures {
  let pair = try await ReceiptPair(kind)
  let alone = try await pair.flood(seconds: pair.isOurs ? 3 : 8)
  try await pair.beginFiles()
  let beside = try await pair.flood(seconds: pair.isOurs ? 3 : 8)
  guard pair.filesGoOn() else { throw HarnessError("the files ended before") }
  return [
    .receiptAloneP50: Double(alone.p50) / 1_000, .receiptAloneP99: Double(alone.p99) / 1_000,
    .receiptBesideP50: Double(beside.p50) / 1_000, .receiptBesideP99: Double(beside.p99) / 1_000,
    .receiptGrowth: Double(beside.p99) / Double(max(alone.p99, 1)),
  ]
}

/// A contact that writes and sends files, and a bot of the same kind.
private struct ReceiptPair {
  private let client: PeerInstance
  private let bot: Bot
  private let sources: FileSources

  private enum Bot {
    case postern(PosternActor)
    case toxcore(ToxcoreFileClient)
  }

  /// More than a connection carries in the time: of ours some hundred megabytes a second.
  private static let size = 400_000_000
  private static let toxcoreSize = 50_000_000

  var isOurs: Bool { if case .postern = bot { true } else { false } }

  init(_ kind: MeasuredBot.Kind) async throws {
    switch kind {
    case .postern, .posternKeepingNothing, .posternSealing:
      let network = try await PosternNetwork()
      let bot = try await PosternActor.fileBot("bot", port: network.freePort(), in: network)
      client = try await network.client(of: PeerProcess(ofPosternIn: network.namespace))
      _ = try await client.addFriend(bot.toxID, message: "files")
      try await client.waitForFriend(0, within: .seconds(60))
      self.bot = .postern(bot)
      sources = try await FileSources(4, of: Self.size, in: network)
    case .toxcore, .toxcoreEachMillisecond, .toxcoreWake:
      let network = try await TestNetwork()
      let bot = try await ToxcoreFileClient(in: network)
      try await bot.instance.command("echo silent")
      let client = try await ToxcoreFileClient(in: network)
      try await client.befriend(bot.instance.toxID)
      self.client = client.instance
      self.bot = .toxcore(bot)
      sources = try await FileSources(4, of: Self.toxcoreSize, in: network)
    }
  }

  func flood(seconds: Int) async throws -> FloodResult {
    var plan = Flood(count: 1_000_000, lengths: 64...64, window: 1)
    plan.sendingLimit = .seconds(seconds)
    plan.stallLimit = .seconds(20)
    let result = try await client.oneWay(plan, to: 0, within: .seconds(60))
    guard result.isExact, result.received > 0 else {
      throw HarnessError("of \(result.received) messages, \(result.missing) had no receipt")
    }
    return result
  }

  /// Returns once all of them are under way.
  func beginFiles() async throws {
    for path in sources.paths { try await client.command("send_file 0 \(path) file") }
    switch bot {
    case .postern(let bot): try await bot.files("accepted", "in", count: sources.paths.count)
    case .toxcore(let bot): try await bot.takeAll(sources.paths.count)
    }
  }

  /// Whether none of the files has come to its end.
  func filesGoOn() -> Bool {
    switch bot {
    case .postern(let bot):
      bot.log.take { ["whole", "ended"].contains($0.text("state")) } == nil
    case .toxcore(let bot): bot.instance.peer.log.take { $0.event == "file_done" } == nil
    }
  }
}
