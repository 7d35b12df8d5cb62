import ArgumentParser
import Foundation
import Gateway
import GatewayCore
import Synchronization

/// `postern send TOXID TEXT`
struct Send: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Send one message or file, and wait for its receipt.",
    discussion: """
      Exit status 0 only when the receipt came. You and the contact must be online at the same \
      time: without a receipt in time the exit status is 75, and the message is kept and leaves when \
      `postern send` or `chat` is next on the network while the contact is. Goes through the bot \
      that runs on the home, if one does. To a label it is a broadcast, without waiting for \
      receipts: `postern broadcasts show` tells of them. A file goes to one contact, and is copied \
      first; a bar shows on a terminal how far it has come.
      """)

  @Argument(
    help: "A Tox ID, a public key, a contact's codename, or a label: each contact with it.")
  var to: String
  @OptionGroup var content: SentContent
  @Option(help: "Seconds to wait for the receipt; of a file, for its next bytes.")
  var timeout = 120
  @Option(help: "The message of the request, if one is needed.") var request =
    ContactRequest.greeting
  @OptionGroup var lifetime: LifetimeOption
  @OptionGroup var home: HomeOptions
  @OptionGroup var network: NetworkOptions
  @OptionGroup var output: OutputOptions

  func validate() throws { try Seconds.check(timeout, of: "--timeout") }

  func run() async throws {
    try output.startLog()
    try await Failure.reported {
      let isLabel = try Recipient.check(to, home: try home.path)
      if let file = content.file {
        guard !isLabel else {
          throw Failure("A file goes to one contact, and \(to) is a label.", .refused)
        }
        return try await send(file: try SentFile(file))
      }
      let text = try content.text.read()
      if isLabel { return try broadcast(text) }
      let telling = Task {
        try await Task.sleep(for: .seconds(Self.patience))
        Output.note("No receipt yet: waiting \(timeout) s at most for the contact to be online.")
      }
      defer { telling.cancel() }
      let joined = JoinedProfile()
      let reply = try await withTimeout(seconds: timeout) { try await send(text, joined) }
      guard let reply else {
        throw Failure(
          "No receipt within \(timeout) s: the contact was not online, or has not accepted the request. "
            + Self.whenSent + joined.hint, .temporary)
      }
      if case .failed(let sentence, _, _) = reply { throw Failure(sentence, .refused) }
      if output.json { try Output.json(["receipt": true]) } else { Output.line("received") }
    }
  }

  /// The bot that runs on the home writes it to the contacts, or the one that is started next.
  private func broadcast(_ text: String) throws {
    let reply = try Operation(home: try home.path).ask(sending(text, keep: true))
    guard case .broadcasting(let id, let contacts) = reply else { throw Operation.otherVersion }
    if output.json { return try Output.json(["broadcast": id, "contacts": Int64(contacts)]) }
    let people = contacts == 1 ? "1 contact" : "\(contacts) contacts"
    Output.line("broadcast \(id) to \(people): `postern broadcasts show \(id)`")
  }

  static let whenSent = """
    The message is kept; it leaves when the contact is online at the same time as what runs on this \
    home, or as the next `postern send` or `chat`.
    """

  /// How long there may be no receipt before the person is told that it is waited for.
  private static let patience = 10

  /// How long commands that begin and end at the same time may get in each other's way, and how
  /// long the one that is on the network serves the others after its own receipt.
  static let contention = Duration.seconds(10)

  /// Through the bot that runs on the home, or another `send`; else an agent of our own for as long
  /// as it takes. While one of them starts or ends neither works: both ways are tried until one
  /// does.
  private func send(_ text: String, _ joined: JoinedProfile) async throws -> Reply {
    let path = try home.path
    let deadline = ContinuousClock.now + Self.contention
    while true {
      if let reply = try throughRunning(text, path) { return reply }
      do {
        return try await throughOwnAgent(text, home: path, joined: joined)
      } catch  where BotHome.isInUse(error) && ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }

  /// - Returns: nil where no agent listens, or where it ends before it took the text.
  private func throughRunning(_ text: String, _ path: String) throws -> Reply? {
    guard let client = try running(path) else { return nil }
    let command = try sending(text)
    do throws(ControlError) {
      return try client.ask(.command(command))
    } catch {
      throw Failure(
        "What runs on the home ended before a receipt came. " + Self.whenSent, .temporary)
    }
  }

  /// The bot that runs on the home, asked for the contact; nil where none listens or it ends.
  func running(_ path: String) throws -> ControlClient? {
    do throws(ControlError) {
      let client = try ControlClient(socketPath: BotHome.socketPath(home: path))
      // An agent that answers this carries what is sent to its end.
      let first: ApplicationRequest =
        isAddress ? .command(.contactAdd(address: to, message: request)) : .query(.status)
      _ = try client.ask(first)
      return client
    } catch {
      switch error {
      case .notRunning, .connectionLost: return nil
      case .pathTooLong, .otherVersion, .refused: throw error
      }
    }
  }

  /// An agent for as long as this command runs.
  func ownAgent(
    home path: String, _ note: @escaping @Sendable ([FeedEvent]) -> Void
  ) async throws -> Agent {
    let isNew = !FileManager.default.fileExists(atPath: path)
    let agent = try await Agent.start(
      Agent.Configuration(
        homePath: path, network: try network.configuration(),
        bansDatagrams: true),
      report: { [report] events in
        note(events)
        report(events)
      })
    Me.hintAtName(ofNewHome: isNew)
    return agent
  }

  private func throughOwnAgent(
    _ text: String, home path: String, joined: JoinedProfile
  ) async throws -> Reply {
    let agent = try await ownAgent(home: path, joined.note)
    var reply = Reply.done
    if isAddress { reply = await agent.ask(.command(.contactAdd(address: to, message: request))) }
    if !reply.isFailure { reply = await agent.ask(.command(try sending(text))) }
    await agent.finishOthers(atMost: Self.contention)
    await agent.stop()
    return reply
  }

  private func sending(_ text: String, keep: Bool = false) throws -> SendCommand {
    .send(ContactReference(to), text: text, keep: keep, lifetime: try lifetime.milliseconds)
  }

  var isAddress: Bool { ContactAddress.isMeant(by: to) }

  private var report: @Sendable ([FeedEvent]) -> Void {
    guard !output.json else { return Run.printJSON }
    return { events in
      for case .connection(let connection) in events.lazy.map(\.content) {
        Output.note("\(connection.words)")
      }
    }
  }
}

/// How the command's own agent got onto the network, for what is said when no receipt comes.
private final class JoinedProfile: Sendable {
  private let profile = Mutex(NetworkProfile.direct)

  @Sendable func note(_ events: [FeedEvent]) {
    for case .ready(let ready) in events.lazy.map(\.content) {
      profile.withLock { $0 = ready.network }
    }
  }

  var hint: String {
    guard profile.withLock({ $0 }) != .direct else { return "" }
    return " Without UDP two meet at relays that one of them may use: where both name their own,"
      + " one must be named by both (--relay HOST:PORT:KEY)."
  }
}

extension Reply {
  var isFailure: Bool {
    if case .failed = self { true } else { false }
  }
}

/// Runs `body`; gives up on it after a time.
///
/// - Returns: nil where the time was up. `body` is then left to itself: the process ends soon.
func withTimeout<Value: Sendable>(
  seconds: Int, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
  let (stream, continuation) = AsyncStream.makeStream(of: Result<Value, any Error>?.self)
  let work = Task {
    do { continuation.yield(.success(try await body())) } catch {
      continuation.yield(.failure(error))
    }
  }
  let clock = Task {
    try await Task.sleep(for: .seconds(seconds))
    continuation.yield(nil)
  }
  defer {
    work.cancel()
    clock.cancel()
  }
  for await outcome in stream { return try outcome?.get() }
  return nil
}
