import ArgumentParser
import ToxCore
import ToxWire

/// Postern's nodes without a gateway, many in one process: the rest of a network.
///
/// All on 127.0.0.1, one port after the other. Each joins through the nodes that are named and
/// through the first of its own kind. Prints a line of JSON for each node, then obeys lines:
///
/// | line | reply |
/// |---|---|
/// | `counters` | `announced`, `sent`, `received`, and each kind of drop; all nodes together |
/// | `ask PORT KEY TARGET` | `nodes`: what that node names near the target key; none: no answer |
struct NodesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nodes", abstract: "Nodes that do nothing but be a network.")

  @Argument(help: "How many.") var count: Int
  @Argument(help: "The UDP port of the first.") var firstPort: UInt16
  @Argument(help: "A node to join through, PORT:KEY.") var others: [NodeName] = []

  func run() async throws {
    let nodes = try await NodeGroup(count: count, firstPort: firstPort, joining: others)
    for node in nodes.names {
      Line.event("node").with("port", node.port).with("key", node.key.bytes.hexUppercased).say()
    }
    let probe = try Probe()
    var sequence = 0
    for await line in inputLines() {
      await Self.reply(
        to: line.split(separator: " ").map(String.init), sequence: sequence, nodes: nodes, probe
      )
      .say()
      sequence += 1
    }
  }

  private static func reply(
    to words: [String], sequence: Int, nodes: NodeGroup, _ probe: borrowing Probe
  ) async -> Line {
    let verb = words.first ?? ""
    switch verb {
    case "counters":
      return await nodes.counters().reduce(.reply(to: verb, sequence)) { line, counter in
        line.with(counter.key, counter.value)
      }
    case "ask":
      guard words.count == 4, let node = NodeName(argument: "\(words[1]):\(words[2])"),
        let target = DHTPublicKey(argument: words[3])
      else { return .reply(to: verb, sequence, failure: "ask PORT KEY TARGET") }
      let reply = Line.reply(to: verb, sequence)
      return probe.ask(node, for: target).map { reply.with("nodes", $0.map(\.text)) } ?? reply
    default: return .reply(to: verb, sequence, failure: "no such command")
    }
  }
}
