import Foundation
import ToxCore
import ToxNIO
import ToxWire

/// Postern's nodes without a gateway, many in one process: the others of somebody's network.
///
///     interop-nodes COUNT FIRST_PORT [PORT:KEY]…
///
/// All on 127.0.0.1, one port after the other. Each joins through the nodes that are named and
/// through the first of its own kind. Prints a line of JSON for each node, then obeys lines:
///
/// | line | reply |
/// |---|---|
/// | `counters` | `announced`, `sent`, `received`, and each kind of drop; all nodes together |
/// | `ask PORT KEY TARGET` | `nodes`: how that node answers a nodes request for the target key; nothing where it does not |
@main
struct InteropNodes {
  static func main() async throws {
    let words = CommandLine.arguments
    guard words.count >= 3, let count = Int(words[1]), let firstPort = UInt16(words[2]) else {
      throw UsageError()
    }
    let others = try words.dropFirst(3).map { try NodeName($0) }
    let nodes = try await NodeGroup(count: count, firstPort: firstPort, joining: others)
    for node in nodes.names {
      print(#"{"event":"node","port":\#(node.port),"key":"\#(node.key.hex)"}"#)
    }
    fflush(nil)
    let probe = try Probe()
    var sequence = 0
    while let line = readLine() {
      print(await reply(to: line.split(separator: " "), sequence, nodes, probe))
      fflush(nil)
      sequence += 1
    }
  }

  private static func reply(
    to words: [Substring], _ sequence: Int, _ nodes: NodeGroup, _ probe: Probe
  ) async -> String {
    let start = #"{"reply":"\#(words.first ?? "")","seq":\#(sequence),"#
    switch words.first {
    case "counters":
      let fields = await nodes.counters().map { #""\#($0.key)":\#($0.value)"# }
      return start + #""ok":true,"# + fields.joined(separator: ",") + "}"
    case "ask":
      guard words.count == 4, let node = try? NodeName("\(words[1]):\(words[2])"),
        let target = [UInt8](hex: words[3]), target.count == 32
      else { return start + #""ok":false,"error":"ask PORT KEY TARGET"}"# }
      guard let answer = probe.ask(node, for: DHTPublicKey(target)) else {
        return start + #""ok":true}"#
      }
      let names = answer.map { #""\#($0.port):\#($0.key.hex)""# }
      return start + #""ok":true,"nodes":["# + names.joined(separator: ",") + "]}"
    default:
      return start + #""ok":false,"error":"no such command"}"#
    }
  }
}

struct UsageError: Error, CustomStringConvertible {
  var description: String { "interop-nodes COUNT FIRST_PORT [PORT:KEY]…" }
}

/// A node on loopback: its port and its DHT key.
struct NodeName {
  var port: UInt16
  var key: DHTPublicKey

  var endpoint: Endpoint { Endpoint(.loopback4, port: port) }
}

extension NodeName {
  init(_ text: some StringProtocol) throws {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let port = UInt16(parts[0]), let key = [UInt8](hex: parts[1]),
      key.count == 32
    else { throw UsageError() }
    self.init(port: port, key: DHTPublicKey(key))
  }
}

extension DHTPublicKey {
  var hex: String { bytes.map { String(format: "%02X", $0) }.joined() }
}
