import GatewayCore
import ToxCore
import ToxNIO

/// The state of joining at one moment, and its description.
struct JoinSituation {
  enum NodeAnswer: Hashable {
    case answered
    case silent
    /// Its host name has no address.
    case unresolved
  }

  enum RelayAnswer: Hashable {
    case answered
    /// Only TCP is connected: no relay answers there, or not the one with this key.
    case connectedOnly
    /// No answer yet.
    case silent
    /// The reason why there is no connection, and since how many seconds.
    case failing(String, seconds: Int)
    case unresolved
  }

  var profile: NetworkProfile
  var status: ConnectionStatus
  /// Since the start.
  var seconds: Int
  /// Each node with HOST:PORT as the owner wrote it.
  var nodes: [(place: String, answer: NodeAnswer)] = []
  var relays: [(place: String, answer: RelayAnswer)] = []
  var proxyProblem: String?

  /// "2 of 8 nodes answered"; nil where none was named.
  var progress: String? {
    var parts: [String] = []
    if profile == .direct, !nodes.isEmpty {
      parts.append("\(nodes.count { $0.answer == .answered }) of \(nodes.count) nodes")
    }
    if !relays.isEmpty {
      parts.append("\(relays.count { $0.answer == .answered }) of \(relays.count) relays")
    }
    return parts.isEmpty ? nil : parts.joined(separator: " and ") + " answered"
  }

  /// The problem, the nodes and relays that do not answer, and what the owner can do; a line each.
  var advice: [String] {
    switch status {
    case .announced: ["announced, reachable"]
    case .joining: [joiningAdvice]
    case .offline: [offlineSentence] + silentLines + [offlineAdvice]
    }
  }

  private var joiningAdvice: String {
    "not announced after \(seconds) s, though \(profile == .direct ? "nodes answer" : "a relay answers"):"
      + " strangers can't find the bot yet. It goes on trying; contacts that it knows may still come"
      + " online. " + joiningRemedy
  }

  private var joiningRemedy: String {
    switch profile {
    case .direct:
      "Name nodes that others reach too with --bootstrap HOST:PORT:KEY, and relays with --relay."
    case .relay, .tor:
      "The relays may be no DHT nodes: name one or two nodes with --bootstrap HOST:PORT:KEY, or"
        + " nodes = { … } in the bot's profile; the relays carry everything to them."
    }
  }

  /// Whether further waiting may help.
  var isIncomplete: Bool { status != .announced || !silentLines.isEmpty }

  /// The finding of `doctor`. A bot that is not announced can't be reached.
  var finding: Finding {
    guard status == .announced else {
      return Finding("network", .fail, words: advice.joined(separator: "\n"))
    }
    let words = (progress.map { "\($0); " } ?? "") + "announced, strangers can find it"
    let silent = silentLines
    guard !silent.isEmpty else { return Finding("network", .pass, words: words) }
    let end = "Those that do not answer do not help: check them, or name others."
    return Finding("network", .warn, words: ([words] + silent + [end]).joined(separator: "\n"))
  }

  private var offlineSentence: String {
    if let proxyProblem {
      return "no way out after \(seconds) s: the proxy is away (\(proxyProblem))."
    }
    switch profile {
    case .direct where nodes.isEmpty && relays.isEmpty:
      return
        "no node found after \(seconds) s on this machine or its local network, and none was named."
    case .direct: return "no node or relay answered within \(seconds) s:"
    case .relay, .tor: return "none of \(relays.count) relays answered within \(seconds) s:"
    }
  }

  /// The nodes and relays that do not answer, and why.
  private var silentLines: [String] {
    let silent = profile == .direct ? nodes.filter { $0.answer != .answered } : []
    return silent.map { node in
      let reason = node.answer == .silent ? "no answer for \(seconds) s" : Self.noAddress
      return "  node \(node.place): \(reason)"
    }
      + relays.compactMap { relay in
        words(for: relay.answer).map { "  relay \(relay.place): \($0)" }
      }
  }

  private static let noAddress = "its name has no address"

  private func words(for answer: RelayAnswer) -> String? {
    switch answer {
    case .answered: nil
    case .connectedOnly: "connected, but no relay with this key answers"
    case .silent: "no answer for \(seconds) s"
    case .failing(let reason, let seconds): "\(reason), for \(seconds) s"
    case .unresolved: Self.noAddress
    }
  }

  private var offlineAdvice: String {
    if proxyProblem != nil {
      return "Start the proxy or name another with --proxy; nothing is sent without it."
    }
    switch profile {
    case .direct where nodes.isEmpty && relays.isEmpty:
      return "--bootstrap HOST:PORT:KEY names one."
    case .direct:
      return
        "A firewall may block UDP, or the machine is off line: check both, name other nodes with"
        + " --bootstrap HOST:PORT:KEY, or go over TCP with --network relay."
    case .relay, .tor:
      return "A firewall may block these ports, the keys may be wrong, or the machine is off line:"
        + " check them, or name other relays with --relay HOST:PORT:KEY."
    }
  }
}
