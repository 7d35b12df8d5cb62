import ArgumentParser
import Foundation
import Gateway

/// Where the state is.
struct HomeOptions: ParsableArguments {
  @Option(help: "The directory with the state (made if missing).")
  var home: String?

  /// The home of a bot's file: named after the file.
  ///
  /// - Throws: `Failure` where nothing says where homes are.
  func path(forBot file: String) throws -> String {
    try home ?? Self.standard(URL(filePath: file).deletingPathExtension().lastPathComponent)
  }

  /// The home of the command line's own identity.
  var ownPath: String { get throws { try home ?? Self.standard("me") } }

  /// The home that a command with an optional bot's file works on.
  func path(of bot: String?) throws -> String { try bot.map(path(forBot:)) ?? ownPath }

  /// A place among the homes. A key must not end up in a directory that everybody may write, or that
  /// is emptied at the next start: where the environment names none there is none.
  ///
  /// - Throws: `Failure` with what to do.
  static func standard(_ name: String) throws -> String {
    let environment = ProcessInfo.processInfo.environment
    func directory(_ variable: String) -> String? {
      environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    if let data = directory("XDG_DATA_HOME") { return "\(data)/postern/\(name)" }
    if let home = directory("HOME") { return "\(home)/.local/share/postern/\(name)" }
    // systemd: StateDirectory=postern; with several, a colon stands between.
    if let state = directory("STATE_DIRECTORY") {
      return "\(state.prefix { $0 != ":" })/\(name)"
    }
    throw Failure(
      "Nothing says where the state is kept, for HOME is not set: give --home DIR, or set"
        + " XDG_DATA_HOME, or in a systemd unit StateDirectory=postern.", .configuration)
  }
}

/// How to get onto the network.
struct NetworkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      direct (UDP, relays as a fallback), relay (nothing but TCP to relays) or tor (nothing but TCP \
      to the proxy). A stricter one in the bot's file wins (default: the bot's, else direct).
      """, valueName: "profile"))
  var network: String?

  @OptionGroup var joining: JoiningOptions

  @Option(
    help: ArgumentHelp(
      "A TCP relay; repeatable (default without direct: the nodes to join through).",
      valueName: "host:port:key"))
  var relay: [String] = []

  @Option(
    help: ArgumentHelp(
      "The proxy of --network tor (default: \(NetworkConfiguration.standardProxy)).",
      valueName: "socks5://address:port"))
  var proxy: String?

  @Option(help: "The UDP port (default: the first free one from 33445; 0: any).")
  var port: UInt16?

  @Option(help: "The IP address to listen on (default: all).")
  var bind: String?

  @Flag(inversion: .prefixedNo, help: "Look for nodes on this machine and its local network.")
  var lanDiscovery = true

  /// - Throws: `NetworkConfigurationError`.
  func configuration() throws -> NetworkConfiguration {
    NetworkConfiguration(
      profile: try profile(), bootstrap: joining.nodes, relays: relay, proxy: proxy, port: port,
      bindAddress: bind, discoversLAN: lanDiscovery)
  }

  private func profile() throws -> NetworkProfile? {
    guard let network else { return nil }
    guard let profile = NetworkProfile(rawValue: network) else {
      throw NetworkConfigurationError.badNetwork(network)
    }
    return profile
  }
}

/// Through whom to join.
struct JoiningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A node through which to join, or \"none\"; repeatable, replaces the built-in list.",
      valueName: "host:port:key"))
  var bootstrap: [String] = []

  /// nil: the built-in list.
  var nodes: [String]? {
    if bootstrap == ["none"] { return [] }
    if !bootstrap.isEmpty { return bootstrap }
    return ProcessInfo.processInfo.environment["POSTERN_BOOTSTRAP"] == "none" ? [] : nil
  }
}

/// What to print.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON object a line.")
  var json = false

  @Option(help: "What goes to the log on standard error: debug, info, notice, warning or error.")
  var logLevel = "warning"

  /// - Throws: for a word that is no level.
  func startLog() throws {
    guard let level = LogLevel(rawValue: logLevel) else {
      throw ValidationError("--log-level takes \(LogLevel.allCases.map(\.rawValue)).")
    }
    Log.start(level)
  }
}
