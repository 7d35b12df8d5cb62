import ToxCore
import ToxNIO

/// Tells in words how joining goes, until it is done or a minute has passed; then what to do.
struct JoinProgress {
  var driver: Driver
  /// How many nodes the owner, or the built-in list, named.
  var nodesNamed: Int
  var report: @Sendable (Report) -> Void

  /// Seconds after the start at which to look; the last one is the minute after which a person
  /// wants to know what is wrong.
  private static let looks = [2, 5, 10, 20, 40, 60]

  func follow() async {
    var elapsed = 0
    var told = ""
    for look in Self.looks {
      do { try await Task.sleep(for: .seconds(look - elapsed)) } catch { return }
      elapsed = look
      let (status, answered) = await driver.perform { node, _ in
        (node.status, node.bootstrapNodesAnswered)
      }
      guard status != .announced else { return }
      let words =
        look == Self.looks.last
        ? advice(status, answered) : "\(answered) of \(nodesNamed) nodes answered"
      if words != told, nodesNamed > 0 || look == Self.looks.last { report(.progress(words)) }
      told = words
    }
  }

  private func advice(_ status: ConnectionStatus, _ answered: Int) -> String {
    switch status {
    case .announced: "announced, reachable"
    case .joining:
      "not announced after 60 s, though nodes answer: strangers can't find the bot yet."
        + " It goes on trying; contacts that it knows may still come online."
    case .offline where nodesNamed == 0:
      "no node found after 60 s on this machine or its local network, and none was named:"
        + " --bootstrap HOST:PORT:KEY names one."
    case .offline:
      "none of \(nodesNamed) nodes answered within 60 s. A firewall may block UDP, or the machine"
        + " is off line: check both, or name other nodes with --bootstrap HOST:PORT:KEY."
    }
  }
}
