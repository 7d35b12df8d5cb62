import ArgumentParser
import InteropSupport

/// One thing that is measured of each bot, in a network of its own.
enum Measurement: String, CaseIterable, ExpressibleByArgument, Codable, CodingKeyRepresentable {
  case reply
  case fiftyBy64 = "fifty-by-64"
  case fiftyBy256 = "fifty-by-256"
  case oneWay = "one-way"
  case start
  case pairs
  case idle
  case newcomers
  case relay
  case relayStart = "relay-start"
  case post
  case deliveries
  case besideDead = "beside-dead"
  case waiting
  case known
  case http
  case hook
  case files
  case filesWithClient = "files-with-client"
  case receipts

  /// Whether other bots do not have what it is of, or it is measured beside a figure of another
  /// one.
  var isOursAlone: Bool {
    [.post, .deliveries, .besideDead, .waiting, .known, .http, .hook, .filesWithClient]
      .contains(self)
  }

  /// How long to look.
  struct Pace {
    let isFull: Bool
    let floodSeconds: Int
    let idleSeconds: Int
    let rounds: Int

    static let short = Pace(isFull: false, floodSeconds: 5, idleSeconds: 16, rounds: 3)
    static let full = Pace(isFull: true, floodSeconds: 30, idleSeconds: 60, rounds: 5)
  }

  var words: String {
    switch self {
    case .reply: "one contact, 64 bytes, back to back"
    case .fiftyBy64: "50 contacts with 64 messages open each, echoed"
    case .fiftyBy256: "the same with 256 open: more than a socket's buffer holds"
    case .oneWay: "one contact, 64 open, no reply: paced by read receipts"
    case .start: "until announced"
    case .pairs: "two of a kind, until connected"
    case .idle: "nothing to do"
    case .relay: "a TCP relay for others: postern node beside tox-bootstrapd"
    case .relayStart: "without UDP: until announced, and until two are connected"
    case .post: "one contact's messages, until each is posted to a webhook"
    case .deliveries: "stored deliveries to a receiver, 32 under way, beside libcurl and curl alone"
    case .besideDead: "eight webhooks beside one that is dead and one that drips"
    case .waiting: "nothing to do, and 100,000 deliveries that wait"
    case .known: "one contact, and 100,000 that are not on line"
    case .http: "messages over the HTTP interface, beside its library without a bot"
    case .hook: "requests to a hook, until a contact has the message that each causes"
    case .files: "files between two of a kind, one and four at once"
    case .filesWithClient: "files between Postern and a c-toxcore client, each way"
    case .receipts: "one contact's receipts, without files and beside four"
    case .newcomers: "200 new contacts at once, and idle with them on line"
    }
  }

  /// - Throws: why there are no figures; among other things when it has taken too long.
  func figures(
    of bot: MeasuredBot.Kind, _ pace: Pace, in surroundings: Surroundings
  ) async throws -> Figures {
    let limit = Duration.seconds(pace.isFull ? 400 : 150)
    return try await finished(within: limit) {
      switch self {
      case .reply: try await repliesBackToBack(bot, pace: pace, in: surroundings)
      case .fiftyBy64: try await floodOfFifty(bot, window: 64, pace: pace, in: surroundings)
      case .fiftyBy256: try await floodOfFifty(bot, window: 256, pace: pace, in: surroundings)
      case .oneWay: try await messagesOneWay(bot, pace: pace, in: surroundings)
      case .start: try await startUntilAnnounced(bot, pace: pace, in: surroundings)
      case .pairs: try await pairsConnected(bot, pace: pace, in: surroundings)
      case .idle: try await idleAlone(bot, pace: pace, in: surroundings)
      case .newcomers: try await newcomersAtOnce(bot, pace: pace, in: surroundings)
      case .relay: try await relaying(bot, pace)
      case .relayStart: try await startOverRelay(bot, pace: pace, in: surroundings)
      case .post: try await messagesPosted(pace, in: surroundings)
      case .deliveries: try await deliveriesAtOnce(pace)
      case .besideDead: try await messagesPostedBesideDead(pace, in: surroundings)
      case .waiting: try await idleWithWaiting(pace)
      case .known: try await knowingMany(pace, in: surroundings)
      case .http: try await messagesOverHTTP(pace)
      case .hook: try await hooksReceived(pace, in: surroundings)
      case .files: try await filesCarried(bot, pace)
      case .filesWithClient: try await filesOfClient(pace)
      case .receipts: try await receiptsBesideFiles(bot)
      }
    }
  }
}

/// The answer of `body`, or an error when there is none in time; what `body` waits for is given up.
private func finished<Answer: Sendable>(
  within limit: Duration, _ body: @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
  try await withThrowingTaskGroup(of: Answer.self) { group in
    group.addTask { try await body() }
    group.addTask {
      try await Task.sleep(for: limit)
      throw HarnessError("not finished within \(limit)")
    }
    defer { group.cancelAll() }
    guard let answer = try await group.next() else { throw CancellationError() }
    return answer
  }
}
