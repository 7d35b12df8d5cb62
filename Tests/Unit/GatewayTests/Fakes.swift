import Foundation
import GatewayCore
import GatewayStore
import Synchronization

@testable import Gateway
@testable import GatewayEngine

/// A network half that only records its commands.
final class FakeNetwork: Network {
  private let posted = Mutex<[NetworkCommand]>([])

  func post(_ commands: [NetworkCommand]) { posted.withLock { $0 += commands } }

  /// The commands since the last call, as text: "consume 1 7", "send 1 hello".
  func takeWords() -> [String] {
    posted.withLock { posted in
      defer { posted = [] }
      return posted.map(\.words)
    }
  }

  /// The answers to be sent since the last call.
  func takeAnswers() -> [OutboxMessage] {
    posted.withLock { posted in
      defer { posted = [] }
      return posted.compactMap { if case .send(let message) = $0 { message } else { nil } }
    }
  }

  /// The same, without the commands that most tests ignore.
  func takeSends() -> [(id: OutboxID, text: String)] { takeAnswers().map { ($0.id, $0.text) } }
}

extension NetworkCommand {
  fileprivate var words: String {
    switch self {
    case .consume(let key, let position): "consume \(key.bytes[0]) \(position.number)"
    case .acknowledge(let key, let stamp): "acknowledge \(key.bytes[0]) \(stamp.id[0])"
    case .send(let message): "send \(message.contact.bytes[0]) \(message.text)"
    case .add(let key, let request, _):
      "add \(key.bytes[0])\(request.map { " \($0.message)" } ?? "")"
    case .reconnect(let key): "reconnect \(key.bytes[0])"
    case .remove(let key): "remove \(key.bytes[0])"
    case .setProfile(let profile): "profile \(profile.name)"
    case .setTyping(let key, let isTyping): "typing \(key.bytes[0]) \(isTyping)"
    case .setNoSpam(let value): "nospam \(value)"
    case .file(let command): command.words
    }
  }
}

extension FileCommand {
  fileprivate var words: String {
    switch self {
    case .receive(let intake): "receive \(intake.token.rawValue) from \(intake.position)"
    case .satisfy(let token, let size): "satisfy \(token.rawValue) of \(size)"
    case .refuse(let token): "refuse \(token.rawValue)"
    case .acknowledge(let id): "acknowledge file \(id.rawValue)"
    case .copy(let id, let source, _): "copy \(id.rawValue) of \(source)"
    case .offer(let file): "offer \(file.contact.bytes[0]) \(file.name) \(file.size)"
    case .discard(let id): "discard \(id.rawValue)"
    }
  }
}

/// Receivers of webhooks that answer at once, or later, with given answers.
final class FakeDeliverer: Deliverer {
  let room = 4
  private struct State {
    var result = AttemptOutcome(.delivered(status: 200))
    /// By webhook, where it differs.
    var results: [String: AttemptOutcome] = [:]
    var bodies: [String] = []
    var timeouts: [Int] = []
    var isHolding = false
    /// The webhook whose answers wait; nil: all.
    var heldWebhook: String?
    var held: [@Sendable () -> Void] = []
  }
  private let state = Mutex(State())

  func answer(_ result: DeliveryResult) { answer(AttemptOutcome(result)) }

  func answer(_ outcome: AttemptOutcome) { state.withLock { $0.result = outcome } }

  func answer(_ result: DeliveryResult, for webhook: String) {
    answer(AttemptOutcome(result), for: webhook)
  }

  func answer(_ outcome: AttemptOutcome, for webhook: String) {
    state.withLock { $0.results[webhook] = outcome }
  }

  /// From now on answers wait until they are released.
  ///
  /// - Parameter webhook: nil: those of all.
  func holdResults(of webhook: String? = nil) {
    state.withLock { state in
      state.isHolding = true
      state.heldWebhook = webhook
    }
  }

  func releaseResults() {
    let held = state.withLock { state in
      defer { state.held = [] }
      state.isHolding = false
      return state.held
    }
    for completion in held { completion() }
  }

  var bodies: [String] { state.withLock { $0.bodies } }

  /// Of the attempts, in milliseconds.
  var timeouts: [Int] { state.withLock { $0.timeouts } }

  func deliver(
    _ attempts: [Attempt], completion: @escaping @Sendable (Attempt, AttemptOutcome) -> Void
  ) {
    for attempt in attempts {
      let (result, isHolding) = state.withLock { state in
        let webhook = attempt.webhook
        let result = state.results[webhook.name] ?? state.result
        state.bodies.append(attempt.delivery.body)
        state.timeouts.append(webhook.timeout)
        let isHeld = state.isHolding && state.heldWebhook.map { $0 == webhook.name } ?? true
        if isHeld { state.held.append { completion(attempt, result) } }
        return (result, isHeld)
      }
      if !isHolding { completion(attempt, result) }
    }
  }
}

/// Clocks that stand still until the test moves them.
final class FakeClock: Sendable {
  private let time = Mutex((wall: UnixMilliseconds(1_700_000_000_000), uptime: Uptime(1_000_000)))

  var now: UnixMilliseconds { time.withLock(\.wall) }
  var uptime: Uptime { time.withLock(\.uptime) }

  /// Time passes.
  func advance(seconds: Int64) { advance(milliseconds: seconds * 1_000) }

  func advance(milliseconds: Int64) {
    time.withLock { time in
      time.wall = time.wall.advanced(byMilliseconds: milliseconds)
      time.uptime = time.uptime.advanced(byMilliseconds: milliseconds)
    }
  }

  func set(_ wall: UnixMilliseconds) { time.withLock { $0.wall = wall } }

  /// Sets the wall clock, as an administrator does.
  func step(seconds: Int64) {
    time.withLock { $0.wall = $0.wall.advanced(byMilliseconds: seconds * 1_000) }
  }
}

/// The reports, as lines of JSON.
final class Reports: Sendable {
  private let lines = Mutex<[String]>([])

  func append(_ report: Report) { lines.withLock { $0.append(report.jsonLine()) } }

  /// The lines of one event since the beginning.
  func lines(_ event: String) -> [String] {
    lines.withLock { $0.filter { $0.contains("\"event\":\"\(event)\"") } }
  }
}

/// The free space of the home, as the test sets it.
final class FakeSpace: Sendable {
  private let told = Mutex(
    HomeSpace(
      fileSystemBytes: 1 << 40, freeBytes: 1 << 39, storedBytes: 0, reusableBytes: 0))

  var space: HomeSpace { told.withLock { $0 } }

  func set(_ change: (inout HomeSpace) -> Void) { told.withLock { change(&$0) } }
}
