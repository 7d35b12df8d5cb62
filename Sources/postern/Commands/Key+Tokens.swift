import ArgumentParser
import Gateway
import GatewayCore

/// `postern key token …`
extension Key {
  struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make, list and revoke tokens of the HTTP interface (postern run --api).",
      subcommands: [New.self, List.self, Revoke.self])

    struct New: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Make a token; print it, this once.",
        discussion: """
          The home keeps a hash alone. A client sends it in each request: \
          Authorization: Bearer postern_….
          """)

      @Option(
        help: ArgumentHelp(
          "What it may do: send, read, contacts, inbox, hooks, key, clock; several with commas.",
          valueName: "scopes"))
      var scope: String
      @Option(help: "Your own name for it, such as the program that gets it.") var label: String
      @OptionGroup var whose: ContactCommand.Whose

      func run() async throws {
        try await Failure.reported {
          let scopes = try Token.scopes(scope)
          guard
            case .token(let token, let text) =
              try whose.operation.ask(.tokenNew(label: label, scopes: scopes))
          else { throw Operation.otherVersion }
          if whose.output.json {
            try Output.json(MadeToken(token: token, text: text))
          } else {
            Output.line("\(text)")
          }
        }
      }
    }

    struct List: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "List the tokens, with what they may do and when they were last used.")
      @OptionGroup var whose: ContactCommand.Whose

      func run() async throws {
        try await Failure.reported {
          guard case .tokens(let tokens) = try whose.operation.ask(.tokenList) else {
            throw Operation.otherVersion
          }
          try Output.list(
            tokens, asJSON: whose.output.json, none: "there are no tokens", words: \.words)
        }
      }
    }

    struct Revoke: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "End a token: its next request is refused.")
      @Argument(help: "Its number, as `postern key token list` shows it.") var token: Int64
      @OptionGroup var whose: ContactCommand.Whose

      func run() async throws { try await whose.ask(.tokenRevoke(token)) }
    }

    private struct MadeToken: Encodable {
      var token: TokenSummary
      var text: String
    }

    /// - Throws: `Failure` for a word that is no scope.
    static func scopes(_ text: String) throws -> [Scope] {
      try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
        let word = part.filter { $0 != " " }
        guard let scope = Scope(rawValue: word) else {
          let names = Scope.allCases.map(\.rawValue).joined(separator: ", ")
          throw Failure("There is no scope \"\(word)\": there are \(names).", .usage)
        }
        return scope
      }
    }
  }
}

extension TokenSummary {
  fileprivate var words: OutputLine {
    let used: OutputLine = lastUsed.map { "last used \($0.rfc3339)" } ?? "never used"
    let scopes = scopes.map(\.rawValue).joined(separator: ",")
    return "\(id)  \(label)  \(scopes)  made \(created.rfc3339), \(used)"
  }
}
