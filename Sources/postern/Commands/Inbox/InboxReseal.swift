import ArgumentParser
import Foundation
import Gateway
import GatewayCore

extension Inbox {
  struct Reseal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Seal what is stored to the keys that the bot's file names now.",
      discussion: """
        What was stored before the bot had a seal is sealed without a key: by the bot that runs, or \
        here. With --key, one of the earlier keys, what was sealed before is opened to the present \
        keys and to no other: texts and files stay as they are, only what opens them is made anew. \
        The bot never sees the key. A command that breaks off goes on when it is run again.
        """)
    @OptionGroup var key: InboxKeyOption
    @Option(
      help: ArgumentHelp(
        """
        A file with a public key to which the bot is to seal; once for each. Where its keys are \
        others, nothing is done.
        """, valueName: "file"),
      completion: .file())
    var to: [String] = []
    @Flag(help: "Only say how far it is.") var status = false
    @OptionGroup var whose: Whose

    func validate() throws {
      guard !status || key.key == nil && to.isEmpty else {
        throw ValidationError("--status changes nothing, and takes no key.")
      }
    }

    func run() async throws {
      try await Failure.reported {
        let operation = try whose.operation
        let before = try operation.seal()
        if status { return try tell(before) }
        guard before.state != .off else {
          throw Failure(
            "This home is not sealed: its bot's file has no inbox { seal = … }.", .refused)
        }
        let opener = try key.sealed()
        if let opener {
          var resealing = try Resealing(with: opener, to: before.readers, expected: to)
          try reseal(by: operation, &resealing)
        }
        try await sealStored(by: operation)
        try finish(try operation.seal(), opener)
      }
    }

    private func reseal(by operation: Operation, _ resealing: inout Resealing) throws {
      var after: String?
      while true {
        let query = SealEnvelopesQuery.sealEnvelopes(after: after)
        guard case .envelopes(let page) = try operation.ask(query) else {
          throw Operation.otherVersion
        }
        guard let last = page.last else { break }
        let resealed = resealing.reseal(page)
        if !resealed.isEmpty { _ = try operation.ask(.sealEnvelopesReplace(resealed)) }
        after = last.number
      }
      let ids = resealing.readerIDs.joined(separator: ", ")
      Output.note("\(resealing.count) envelopes were opened to \(ids)")
      if resealing.changed > 0 {
        throw Failure(
          "\(resealing.changed) envelopes are not what was made: what they open is lost, unless a"
            + " backup has them.", .data)
      }
    }

    /// Waits for the bot that runs, or does it here.
    private func sealStored(by operation: Operation) async throws {
      var told: SealSummary?
      while true {
        let now = try operation.seal()
        guard now.state == .sealing || now.state == .cleaning else { return }
        if BotHome.isRunning(home: operation.home) {
          // A large database is rewritten by the bot when it is quiet: nothing to wait for here.
          guard now.state == .sealing else { return }
          if told != now { Output.note(now.left) }
          told = now
          try await Task.sleep(for: .milliseconds(500))
        } else {
          Output.note(now.left)
          if try isSealed(operation.home) { return }
          // A bot is starting: it does the rest.
          try await Task.sleep(for: .milliseconds(500))
        }
      }
    }

    /// - Returns: false where a bot has the home.
    private func isSealed(_ home: String) throws -> Bool {
      do {
        try BotHome.sealStored(path: home)
        return true
      } catch {
        guard BotHome.isInUse(error) else { throw error }
        return false
      }
    }

    private func finish(_ summary: SealSummary, _ opener: SealedMessages?) throws {
      try tell(summary)
      if summary.state == .sealing {
        throw Failure(
          "\(summary.clearFiles) files are still in clear: their bytes can't be read here.",
          .inputOutput)
      }
      guard summary.otherEnvelopes > 0 else { return }
      let others = summary.otherReaders.joined(separator: ", ")
      guard opener == nil else {
        throw Failure(
          "\(summary.otherEnvelopes) envelopes are for other keys: give one of \(others).", .data)
      }
      Output.note(
        "\(summary.otherEnvelopes) envelopes are for earlier keys: --key takes one of \(others)")
    }

    private func tell(_ summary: SealSummary) throws {
      if whose.output.json { return try Output.json(summary) }
      Output.line(summary.words)
    }
  }
}

extension Operation {
  func seal() throws -> SealSummary {
    guard case .seal(let summary) = try ask(.seal) else { throw Self.otherVersion }
    return summary
  }
}

extension SealSummary {
  fileprivate var left: OutputLine {
    state == .cleaning
      ? "all is sealed; the database is rewritten"
      : "\(clear) values and \(clearFiles) files are in clear"
  }

  fileprivate var words: OutputLine {
    switch state {
    case .off: "not sealed: content is stored in clear"
    case .sealing: "sealing: \(left)"
    case .cleaning: "sealed; copies may remain in the database until it is rewritten"
    case .sealed: "sealed"
    }
  }
}
