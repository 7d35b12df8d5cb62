import ArgumentParser
import Foundation
import Gateway
import GatewayCore

/// `postern node`
struct Node: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a node for others: DHT bootstrap node and TCP relay.",
    discussion: """
      Any Tox client can join the network through it and, where UDP does not work or is not \
      wanted, reach its contacts through its relay. It has no contacts, keeps nothing but its key, \
      and logs no client. Ends on SIGINT and SIGTERM, and on SIGHUP where it was started on a \
      terminal, which may be closed.
      """)

  @Option(help: "The message of the day, sent on request; at most 255 bytes.")
  var motd = "Postern"

  @Option(help: "The UDP port (0: any).")
  var port: UInt16 = 33445

  @Option(help: "A TCP port of the relay; repeatable (default: 33445; 0: any).")
  var relayPort: [UInt16] = []

  @Option(
    help: ArgumentHelp(
      "The file with the secret key, made if missing (default: node.key beside the homes).",
      valueName: "file"))
  var key: String?

  @Option(help: "The IP address to listen on (default: all).")
  var bind: String?

  @OptionGroup var joining: JoiningOptions

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func validate() throws {
    guard motd.utf8.count <= 255 else {
      throw ValidationError("--motd takes at most 255 bytes.")
    }
  }

  func run() async throws {
    try await Failure.reported {
      Output.detach(json: json)
      let ending = Ending()
      Hangup.outlive()
      let host = try await NodeHost.start(configuration(), changed: json ? Self.print : Self.say)
      if json { Output.json(lines: [host.ready.jsonLine()]) } else { Output.line(host.ready.words) }
      let service = ServiceManager(environment: ProcessInfo.processInfo.environment)
      service?.ready()
      let releasing = StartMemory.releaseSoon()
      await ending.wait()
      service?.stopping()
      releasing.cancel()
      await host.stop()
    }
  }

  private func configuration() throws -> NodeHost.Configuration {
    NodeHost.Configuration(
      keyPath: try key ?? HomePlaces.standard("node.key"), motd: motd,
      network: NetworkConfiguration(
        bootstrap: joining.nodes, port: port, bindAddress: bind,
        discoversLAN: false, usesPublicNodes: joining.usesPublicNodes),
      relayPorts: relayPort.isEmpty ? [33445] : relayPort)
  }

  private static let print: @Sendable (Bool) -> Void = { isJoined in
    Output.json(lines: [NodeHost.connectionLine(isJoined: isJoined)])
  }

  private static let say: @Sendable (Bool) -> Void = { isJoined in
    Output.line(isJoined ? "joined: other nodes answer" : "no other node answers")
  }
}

extension NodeReady {
  fileprivate var words: OutputLine {
    let names: [OutputLine] =
      bootstrapNames.map { "  --bootstrap \($0)" } + relayNames.map { "  --relay \($0)" }
    return (["public key \(publicKey)", "others name this node"] + names).joined(separator: "\n")
  }
}
