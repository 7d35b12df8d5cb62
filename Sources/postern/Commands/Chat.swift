import ArgumentParser
import Foundation
import Gateway
import GatewayCore

/// `postern chat TOXID`
struct Chat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Talk to a contact on the terminal.",
    discussion: """
      Each line is a message, "/me TEXT" an action; "/send PATH" sends a file, and "/get NUMBER" \
      takes one that the contact offers and saves it in the current directory. What is pasted stays \
      one message, with its lines. What contacts write appears above the line. The end of input (Ctrl-D), and on a \
      terminal "/quit", ends the conversation once everything was received, Ctrl-C at once: what has \
      no receipt then is kept, and sent when `postern chat` or `send` is next on the network while \
      the contact is.
      """)

  @Argument(help: "A Tox ID, a public key, or a contact's codename.") var with: String
  @Option(help: "The message of the request, if one is needed.") var request =
    ContactRequest.greeting
  @Option(help: "Seconds to wait at the end for answers.") var linger = 2
  @OptionGroup var home: HomeOptions
  @OptionGroup var network: NetworkOptions
  @OptionGroup var output: OutputOptions

  func validate() throws { try Seconds.check(linger, of: "--linger") }

  func run() async throws {
    try output.startLog()
    try await Failure.reported {
      Output.detach(json: output.json)
      let ending = Ending([SIGINT, SIGTERM, SIGHUP])
      let partner = ChatPartner()
      let path = try home.path
      try Recipient.check(with, home: path)
      Me.hintAtName(ofNewHome: !FileManager.default.fileExists(atPath: path))
      let show: @Sendable ([FeedEvent]) -> Void = output.json ? Run.printJSON : partner.show
      let files = ChatFiles(ContactReference(with), home: path)
      let agent = try await Agent.start(
        Agent.Configuration(
          homePath: path, network: try network.configuration(),
          bansDatagrams: true),
        report: { events in
          show(events)
          files.note(events)
        })
      files.use(agent)
      try await converse(agent, partner, files: files, until: ending)
    }
  }

  /// Talks until the person ends it, and ends the agent.
  private func converse(
    _ agent: Agent, _ partner: ChatPartner, files: ChatFiles, until ending: Ending
  ) async throws {
    do {
      partner.become(try await summary(agent))
    } catch {
      await agent.stop()
      throw error
    }
    let session = ChatSession(
      agent, ContactReference(with), partner: partner, files: files, linger: linger,
      onTerminal: !output.json)
    await session.run(until: ending)
    await agent.stop()
    session.tellWhatIsLeft()
  }

  /// Asks the contact where it is new.
  ///
  /// - Throws: `Failure` where it is none.
  private func summary(_ agent: Agent) async throws -> ContactSummary {
    let isAddress = ContactAddress.isMeant(by: with)
    let request: ApplicationRequest =
      isAddress ? .command(.contactAdd(address: with, message: request)) : .query(.contactList)
    switch await agent.ask(request) {
    case .failed(let sentence, _, _): throw Failure(sentence, .refused)
    case .contacts(let contacts):
      if let found = contacts.first(where: { isAddress || $0.codename == with.lowercased() }) {
        return found
      }
      throw Failure(
        "There is no contact \"\(with)\": `postern contact list` names them.", .refused)
    default:
      throw Failure(
        "The bot does not tell of this contact: `postern contact list` names those it has.",
        .refused)
    }
  }
}
