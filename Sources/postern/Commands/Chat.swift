import ArgumentParser
import Foundation
import Gateway
import GatewayCore

/// `postern chat TOXID`
struct Chat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Talk to a contact on the terminal.",
    discussion: """
      Each line is a message; the end of input (Ctrl-D) ends the conversation once everything was
      received. What the contact writes is printed.
      """)

  @Argument(help: "A Tox ID, a public key, or a contact's codename.") var with: String
  @Option(help: "The message of the request, if one is needed.") var request = "Hello from Postern"
  @Option(help: "Seconds to wait at the end for receipts and answers.") var linger = 2
  @OptionGroup var home: HomeOptions
  @OptionGroup var network: NetworkOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    try output.startLog()
    try await Failure.reported {
      Output.detach(json: output.json)
      let ending = Ending()
      let agent = try await Agent.start(
        Agent.Configuration(
          homePath: try home.ownPath, network: try network.configuration(),
          bansDatagrams: true),
        report: output.json ? Run.printJSON : Self.print)
      try await addContact(agent)
      await converse(agent, until: ending)
      await agent.stop()
    }
  }

  private func addContact(_ agent: Agent) async throws {
    guard with.utf8.count >= 64 else { return }
    let reply = await agent.ask(.contactAdd(address: with, message: request))
    if case .failed(let sentence) = reply { throw Failure(sentence, .refused) }
  }

  /// Sends what is typed until the input ends or the person interrupts.
  private func converse(_ agent: Agent, until ending: Ending) async {
    let contact = ContactReference(with)
    let linger = linger
    let room = Self.makeRoom()
    let typing = Task {
      var last: Task<Void, Never>?
      for await line in Self.lines(room) {
        last = Task {
          defer { room.signal() }
          let reply = await agent.ask(.send(contact, text: line, keep: false))
          if case .failed(let sentence) = reply { Output.note("\(sentence)") }
        }
      }
      guard !Task.isCancelled else { return }
      await last?.value
      try? await Task.sleep(for: .seconds(linger))
    }
    let interrupt = Task {
      await ending.wait()
      typing.cancel()
    }
    await typing.value
    interrupt.cancel()
  }

  /// Messages that wait for their receipt at once; no more is read before.
  private static let unreceivedMax = 1_024

  private static func makeRoom() -> DispatchSemaphore {
    // One that is made with a value must have it again at its end.
    let room = DispatchSemaphore(value: 0)
    for _ in 0..<unreceivedMax { room.signal() }
    return room
  }

  /// Lines of standard input, read on a thread of its own since reading blocks.
  ///
  /// - Parameter room: is waited for before each.
  private static func lines(_ room: DispatchSemaphore) -> AsyncStream<String> {
    AsyncStream { continuation in
      Thread.detachNewThread {
        while let line = readLine() {
          guard !line.isEmpty else { continue }
          room.wait()
          continuation.yield(line)
        }
        continuation.finish()
      }
    }
  }

  private static let print: @Sendable ([Report]) -> Void = { $0.forEach(show) }

  private static func show(_ report: Report) {
    switch report {
    case .message(let message):
      let name = message.contact.name.isEmpty ? message.contact.codename.text : message.contact.name
      let mark: OutputLine = message.kind == .action ? "* " : ""
      Output.line("\(mark)\(name): \(lines: message.text, indent: "    ")")
    case .contactOnline, .contactOffline, .connection, .storeError:
      if let words = report.words(tellsActivity: true) { Output.note(words) }
    default: break
    }
  }
}
