import ArgumentParser
import Gateway
import GatewayCore

/// `postern contact …`
struct ContactCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contact", abstract: "Add, list, accept, block, remove and label contacts.",
    subcommands: [Add.self, List.self, Accept.self, Block.self, Remove.self, Label.self])

  /// Whose contacts.
  struct Whose: ParsableArguments {
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    var operation: Operation {
      get throws { Operation(home: try home.path) }
    }

    /// Asks and prints "done", or what came back.
    func ask(_ request: ControlRequest) async throws {
      try await Failure.reported {
        switch try operation.ask(request) {
        case .contacts(let contacts):
          if output.json {
            try contacts.forEach(Output.json)
          } else {
            for contact in contacts { Output.line(contact.words) }
          }
        case .removed(let count):
          if output.json {
            try Output.json(["removed": count])
          } else {
            Output.line("\(count) removed")
          }
        case .forgotten(let summary): try summary.show(asJSON: output.json)
        default:
          if output.json { try Output.json(["done": true]) } else { Output.line("done") }
        }
      }
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a contact by Tox ID, with a request; or by public key, when it adds ours.")
    @Argument(help: "A Tox ID (76 hex digits) or a public key (64).") var address: String
    @Option(help: "The request's message, 1 to 921 bytes.") var message = "Hello from Postern"
    @OptionGroup var whose: Whose

    func run() async throws { try await whose.ask(.contactAdd(address: address, message: message)) }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List all contacts.")
    @OptionGroup var whose: Whose

    func run() async throws { try await whose.ask(.contactList) }
  }

  struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Accept one that asked.")
    @Argument(help: "Codename, public key or Tox ID.") var contact: String
    @OptionGroup var whose: Whose

    func run() async throws { try await whose.ask(.contactAccept(ContactReference(contact))) }
  }

  struct Block: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End the contact, and drop its requests from now on.")
    @Argument(help: "Codename, public key or Tox ID.") var contact: String
    @OptionGroup var whose: Whose

    func run() async throws { try await whose.ask(.contactBlock(ContactReference(contact))) }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forget a contact with all it said and is owed, or all that never came online.")
    @Argument(help: "Codename, public key or Tox ID.") var contact: String?
    @Flag(help: "All that asked, were accepted and never came online.") var neverSeen = false
    @OptionGroup var whose: Whose

    func validate() throws {
      guard (contact == nil) == neverSeen else {
        throw ValidationError("Name a contact, or give --never-seen.")
      }
    }

    func run() async throws {
      let request = contact.map { ControlRequest.contactRemove(ContactReference($0)) }
      try await whose.ask(request ?? .contactRemoveNeverSeen)
    }
  }

  struct Label: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a label on a contact; without one, remove it.")
    @Argument(help: "Codename, public key or Tox ID.") var contact: String
    @Argument(help: "The label.") var label: String?
    @OptionGroup var whose: Whose

    func run() async throws {
      try await whose.ask(.contactLabel(ContactReference(contact), label: label))
    }
  }
}

extension ContactSummary {
  fileprivate var words: OutputLine {
    var parts: [OutputLine] = ["\(codename)", "\(isOnline ? "online" : state)"]
    if !name.isEmpty { parts.append("\"\(name)\"") }
    if let label { parts.append("[\(label)]") }
    if state == "requested", let requestText { parts.append("\(requestText)") }
    return parts.joined(separator: "  ")
  }
}
