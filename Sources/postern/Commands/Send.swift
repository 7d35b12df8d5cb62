import ArgumentParser
import Foundation
import Gateway
import GatewayCore

/// `postern send TOXID TEXT`
struct Send: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Send one message, and wait for its receipt.",
    discussion: """
      Exit status 0 only when the receipt came; 75 when it did not within the time: the message is
      then kept and sent when this identity is on the network next. Goes through the bot that runs
      on the home, if one does.
      """)

  @Argument(help: "A Tox ID, a public key, or a contact's codename.") var to: String
  @OptionGroup var text: TextArgument
  @Option(help: "Seconds to wait for the receipt.") var timeout = 120
  @Option(help: "The message of the request, if one is needed.") var request = "Hello from Postern"
  @OptionGroup var home: HomeOptions
  @OptionGroup var network: NetworkOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    try output.startLog()
    try await Failure.reported {
      let text = try text.read()
      let reply = try await withTimeout(seconds: timeout) { try await send(text) }
      guard let reply else {
        throw Failure("No receipt within \(timeout) s; the message waits.", .temporary)
      }
      if case .failed(let sentence) = reply { throw Failure(sentence, .refused) }
      if output.json { try Output.json(["receipt": true]) } else { Output.line("received") }
    }
  }

  /// Through the running bot, or an agent of our own for as long as it takes.
  private func send(_ text: String) async throws -> ControlReply {
    let path = try home.ownPath
    do throws(ControlError) {
      let client = try ControlClient(socketPath: BotHome.socketPath(home: path))
      if isAddress { _ = try client.ask(.contactAdd(address: to, message: request)) }
      return try client.ask(.send(ContactReference(to), text: text, keep: false))
    } catch {
      guard case .notRunning = error else { throw error }
    }
    let agent = try await Agent.start(
      Agent.Configuration(
        homePath: path, network: try network.configuration(),
        bansDatagrams: true),
      report: report)
    var reply = ControlReply.done
    if isAddress { reply = await agent.ask(.contactAdd(address: to, message: request)) }
    if !reply.isFailure {
      reply = await agent.ask(.send(ContactReference(to), text: text, keep: false))
    }
    await agent.stop()
    return reply
  }

  private var isAddress: Bool { to.utf8.count >= 64 }

  private var report: @Sendable ([Report]) -> Void {
    guard !output.json else { return Run.printJSON }
    return { reports in
      for case .connection(let connection) in reports { Output.note("\(connection.words)") }
    }
  }
}

extension ControlReply {
  fileprivate var isFailure: Bool {
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
