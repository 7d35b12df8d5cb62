import GatewayCore

/// What Lua programs have elsewhere and a bot's file has not, with what it has instead.
enum MissingGlobal {
  // No quote signs: those of a message tell what it quotes.
  private static let instead: [(names: Set<Substring>, words: String)] = [
    (["os"], "now(), clock() and date() give the time, and secret() a variable of the environment"),
    (["io"], "rules open no files; store.set() keeps a value, log() writes a line for the owner"),
    (
      ["require", "package", "dofile", "loadfile", "load", "loadstring"],
      "a bot is one file, and all of its code stands in it"
    ),
    (["coroutine", "debug", "collectgarbage"], "rules have no such thing"),
  ]

  /// The message, and behind it what there is instead of the global that it misses.
  static func explained(_ message: String) -> String {
    guard let start = message.firstRange(of: "(global '")?.upperBound,
      let end = message[start...].firstIndex(of: "'")
    else { return message }
    let name = message[start..<end]
    if let words = instead.first(where: { $0.names.contains(name) })?.words {
      return "\(message): \(words)"
    }
    guard let meant = NearMiss.nearest(to: String(name), among: names) else { return message }
    return "\(message): perhaps \(meant) is meant"
  }

  /// What rules call as globals.
  private static let names = RuleAPI.tables.filter { $0.place == .globals }.flatMap { table in
    table.functions.map(\.name)
  }
}
