import Dispatch
import Foundation
import Glibc
import InteropSupport

/// A contact's messages to a bot that is idle, each until its POST is received.
func messagesPosted(
  _ pace: Measurement.Pace, in surroundings: Surroundings
) async throws -> Figures {
  let scene = try await PostScene(surroundings)
  let bot = try await scene.bot(scene.forwarding(to: 1))
  let friend = try await scene.befriend(bot)
  _ = try await scene.say(50, to: friend, webhooks: 1)
  let posts = try await scene.say(pace.isFull ? 5_000 : 1_000, to: friend, webhooks: 1)
  return [.postP50: posts.p50, .postP99: posts.p99]
}

/// The same to eight webhooks in turn, of one bot that has nothing else to do, and of one that has
/// a dead webhook with very many deliveries due and one whose receiver drips. They take turns, and
/// while one is measured the other is stopped.
func messagesPostedBesideDead(
  _ pace: Measurement.Pace, in surroundings: Surroundings
) async throws -> Figures {
  let scene = try await PostScene(surroundings)
  let slow = try await BareReceiver.start(on: 8_081, drips: true, in: scene.network.namespace)
  defer { withExtendedLifetime(slow) {} }
  let eight = scene.forwarding(to: 8)
  let alone = try await scene.bot(eight)
  let beside = try await scene.bot(
    // Nothing listens at the first.
    webhook("dead", on: 8_082, "order = \"none\"")
      + webhook("slow", on: slow.port, "order = \"none\"") + eight
  ) { home in
    try fill(home, withDeliveries: waitingDeliveriesMany, to: "dead")
  }
  let friends = [try await scene.befriend(alone), try await scene.befriend(beside)]
  for number in 0..<20 { try await scene.say("slow \(number)", to: friends[1]) }
  var (without, with): ([Double], [Double]) = ([], [])
  for _ in 0..<(pace.isFull ? 8 : 4) {
    beside.process.signal(SIGSTOP)
    without.append(try await scene.round(to: friends[0]).p99)
    beside.process.signal(SIGCONT)
    alone.process.signal(SIGSTOP)
    with.append(try await scene.round(to: friends[1]).p99)
    alone.process.signal(SIGCONT)
  }
  let (plain, burdened) = (median(without), median(with))
  return [
    .besideNoneP99: plain, .besideDeadP99: burdened, .besideDeadGrowth: burdened / plain,
  ]
}

private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

/// A client that writes to bots, whose webhooks post to one receiver.
private struct PostScene {
  let network: any LoopbackNetwork
  private let receiver: BareReceiver
  private let client: PeerInstance

  init(_ surroundings: Surroundings) async throws {
    network = try await surroundings.network()
    receiver = try await .start(on: 8_080, in: network.namespace)
    let peer = try surroundings.peer(in: network.namespace, tick: .milliseconds(1))
    client = try await network.client(of: peer)
    try await client.waitOnLine(within: .seconds(60))
  }

  /// Rules that keep each message and forward it to the webhook that its first word names.
  func forwarding(to count: Int) -> String {
    (0..<count).map { webhook("w\($0)", on: receiver.port, "order = \"none\"") }.joined()
      + """
      contacts { accept = "everyone" }
      messages { join = false }
      on("message", function(message)
        if message.is_request then return end
        message:keep()
        message:forward(message.text:match("^%S+"))
      end)
      """
  }

  func bot(
    _ rules: String, fill: ((URL) throws -> Void)? = nil
  ) async throws -> MeasuredBot {
    let bot = try await MeasuredBot.postern(
      PosternActor.withoutQuotas + rules, in: network, fill: fill)
    try await bot.announced()
    return bot
  }

  /// - Returns: the number of the friend that the bot is to the client.
  func befriend(_ bot: MeasuredBot) async throws -> Int {
    let friend = try await client.addFriend(bot.toxID, message: "hello")
    try await client.waitForFriend(friend, within: .seconds(60))
    return friend
  }

  func say(_ text: String, to friend: Int) async throws {
    try await client.command("send \(friend) \(text)")
  }

  func round(to friend: Int) async throws -> ReceivedPosts {
    _ = try await say(16, to: friend, webhooks: 8)
    return try await say(800, to: friend, webhooks: 8)
  }

  /// Says so much to webhooks in turn, a message every few milliseconds. Each is stamped when the
  /// client is told to send it.
  func say(_ count: Int, to friend: Int, webhooks: Int) async throws -> ReceivedPosts {
    _ = try await receiver.takeFigures()
    for number in 0..<count {
      let stamp = DispatchTime.now().uptimeNanoseconds / 1_000
      try await say("w\(number % webhooks) @\(stamp) \(number)", to: friend)
      try await Task.sleep(for: .microseconds(5_000 + number * 7_919 % 5_000))
    }
    try await receiver.wait(for: count, within: .seconds(20))
    let posts = try await receiver.takeFigures()
    guard posts.timed == count else {
      throw HarnessError("\(posts.timed) posts of \(count) messages")
    }
    return posts
  }
}
