import ArgumentParser
import Foundation
import InteropSupport

/// A bot that sends every message back, as its users run it.
struct MeasuredBot {
  enum Kind: String, ExpressibleByArgument, CaseIterable, Codable {
    /// c-toxcore as real bots run it: sleeping `tox_iteration_interval`.
    case toxcore
    case toxcoreEachMillisecond = "toxcore-1ms"
    /// As fast as c-toxcore can be; no known bot does it.
    case toxcoreWake = "toxcore-wake"
    /// `bots/echo.lua` with its words going to a file, as a service manager would keep them.
    case postern
  }

  let toxID: String
  let process: NamespaceProcess
  let started: ContinuousClock.Instant
  /// Waits until the bot itself says that it is on line and can be found.
  let announced: () async throws -> Void

  static func start(_ kind: Kind, in network: TestNetwork) async throws -> MeasuredBot {
    switch kind {
    case .toxcore: try await toxcore(in: network, tick: .auto)
    case .toxcoreEachMillisecond: try await toxcore(in: network, tick: .milliseconds(1))
    case .toxcoreWake: try await toxcore(in: network, tick: .auto, wake: true)
    case .postern: try await postern(in: network)
    }
  }

  /// What the bot's process has used; throws when it is gone.
  func usage() throws -> ProcessUsage {
    guard let usage = process.usage else { throw HarnessError("the bot has ended") }
    return usage
  }

  private static func toxcore(
    in network: TestNetwork, tick: Peer.Tick, wake: Bool = false
  ) async throws -> MeasuredBot {
    let started = ContinuousClock.now
    let actor = try await ToxcoreActor.echoBot(in: network, tick: tick, wake: wake)
    return MeasuredBot(toxID: actor.toxID, process: actor.process, started: started) {
      _ = try await actor.instance.event("self_connection", within: .seconds(60)) {
        $0.text("connection") != "none"
      }
    }
  }

  private static func postern(in network: TestNetwork) async throws -> MeasuredBot {
    let directory = network.namespace.directory
    let words = directory.appending(component: "postern.out")
    let nodes = network.nodes.flatMap { ["--bootstrap", $0.description] }
    let run =
      [try BuildProducts.path(of: "postern"), "run", "bots/echo.lua"]
      + ["--home", directory.appending(component: "postern").path(), "--no-lan-discovery"]
      + ["--port", "\(network.freePort())"] + nodes
    let started = ContinuousClock.now
    // A file instead of our pipe: reading lines costs time on the cores that are measured.
    let process = try network.namespace.start(
      ["sh", "-c", #"out=$1; shift; exec "$@" >"$out" 2>&1"#, "sh", words.path()] + run
    ) { _ in }
    @Sendable func line(_ start: String) async throws -> String {
      try await eventually("postern says “\(start)”", within: .seconds(60)) {
        let text = (try? String(contentsOf: words, encoding: .utf8)) ?? ""
        if process.hasExited { throw HarnessError("postern ended: \(text)") }
        return text.split(separator: "\n").first { $0.hasPrefix(start) }.map(String.init)
      }
    }
    let toxID = try await line("Tox ID: ").dropFirst("Tox ID: ".count)
    return MeasuredBot(toxID: String(toxID), process: process, started: started) {
      _ = try await line("announced")
    }
  }
}

/// Which bot is measured.
struct BotOptions: ParsableArguments {
  @Option(help: "The bot under test.")
  var bot: MeasuredBot.Kind = .toxcore

  func start(in network: TestNetwork) async throws -> MeasuredBot {
    try await MeasuredBot.start(bot, in: network)
  }
}
