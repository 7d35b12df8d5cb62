import GatewayCore

/// The network settings of the bot that last ran on a home, from its file, for commands that open
/// the home without the file.
struct HomeNetwork: Hashable, Sendable {
  var profile: NetworkProfile
  var ways = NamedWays()
}

/// Relays and nodes named in a bot's file, HOST:PORT:KEY each.
struct NamedWays: Hashable, Sendable {
  var relays: [String] = []
  /// nil: the built-in list; empty: none.
  var nodes: [String]?

  init(relays: [String] = [], nodes: [String]? = nil) {
    self.relays = relays
    self.nodes = nodes
  }

  init(_ profile: BotConfiguration.Profile) {
    relays = profile.relays
    nodes = profile.nodes
  }

  /// One line each: `relay …`, `node …`; `nodes` where the file names the nodes.
  init(stored bytes: [UInt8]) {
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      switch words[0] {
      case "relay" where words.count == 2: relays.append(String(words[1]))
      case "node" where words.count == 2: nodes = (nodes ?? []) + [String(words[1])]
      case "nodes": nodes = nodes ?? []
      default: break
      }
    }
  }

  var stored: [UInt8] {
    let lines =
      relays.map { "relay \($0)" } + (nodes.map { _ in ["nodes"] } ?? [])
      + (nodes ?? []).map { "node \($0)" }
    return Array(lines.joined(separator: "\n").utf8)
  }
}

extension NetworkConfiguration {
  /// The options, with the relays and nodes of the bot's last run where neither they nor the bot's
  /// file name any: the doctor checks what runs.
  func with(_ last: NamedWays?, for bot: BotConfiguration?) -> NetworkConfiguration {
    guard let last, let bot, NamedWays(bot.profile) == NamedWays() else { return self }
    var whole = self
    if whole.relays.isEmpty { whole.relays = last.relays }
    if whole.bootstrap == nil { whole.bootstrap = last.nodes }
    return whole
  }
}
