import ArgumentParser
import Foundation
import Gateway
import GatewayCore

/// Which home a command works on. All that concern one take both options; some take the bot's file
/// as an argument too.
struct HomeOptions: ParsableArguments {
  @Option(help: "The bot's file, which names the home (default: your own identity).")
  var bot: String?

  @Option(help: "The directory with the state, if it is not the one that the bot's name gives.")
  var home: String?

  /// - Parameter argument: the bot's file, where it was given as an argument.
  /// - Throws: `Failure` with what to do.
  func choice(_ argument: String? = nil) throws -> HomeChoice {
    if let argument, let bot, argument != bot {
      throw ValidationError("Name the bot once: it is either \(argument) or \(bot).")
    }
    return try HomeChoice(bot: argument ?? bot, home: home).checked()
  }

  var path: String { get throws { try choice().path } }
}

/// The bot of another machine, which its HTTP interface reaches.
struct RemoteOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The HTTP interface of a bot on another machine; needs --token-file.", valueName: "url"))
  var api: String?

  @Option(help: ArgumentHelp("The file with a token of that bot.", valueName: "file"))
  var tokenFile: String?

  @Option(
    help: ArgumentHelp(
      "The certificates, in PEM, that it is checked against (default: the system's).",
      valueName: "file"))
  var authority: String?

  var isNamed: Bool { api != nil || tokenFile != nil || authority != nil }

  func validate() throws {
    guard !isNamed || api != nil && tokenFile != nil else {
      throw ValidationError("A bot on another machine needs both --api and --token-file.")
    }
  }

  /// - Returns: nil where none is named.
  func client() throws -> RemoteClient? {
    guard let api, let tokenFile else { return nil }
    let token: String
    do throws(NamedFile.Fault) { token = try NamedFile.text(tokenFile) } catch {
      throw Failure(tokenFile, fault: error)
    }
    guard let authority else { return try RemoteClient(url: api, token: token) }
    let authorities: [UInt8]
    do throws(NamedFile.Fault) { authorities = try NamedFile.bytes(authority) } catch {
      throw Failure(authority, fault: error)
    }
    return try RemoteClient(url: api, token: token, authorities: authorities)
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
      "A TCP relay; repeatable, replaces those of the bot's file (without any, and not direct: the nodes to join through).",
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
      bindAddress: bind, discoversLAN: lanDiscovery, usesPublicNodes: joining.usesPublicNodes)
  }

  private func profile() throws -> NetworkProfile? {
    guard let network else { return nil }
    guard let profile = NetworkProfile(rawValue: network) else {
      throw NetworkConfigurationError.badNetwork(network)
    }
    return profile
  }
}

/// The HTTP interface.
struct InterfaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Open the HTTP interface, on an address of this machine or as a socket in the home (default: as \
      the bot's file says, else none).
      """, valueName: "address:port|unix:name"))
  var api: String?

  @Option(
    help: ArgumentHelp(
      "A name by which clients ask the HTTP interface; repeatable.", valueName: "host"))
  var apiName: [String] = []

  @Option(help: ArgumentHelp("Its certificate, a file in PEM.", valueName: "file"))
  var apiCertificate: String?

  @Option(help: ArgumentHelp("The key of the certificate, a file in PEM.", valueName: "file"))
  var apiKey: String?

  @Flag(help: "Open it to the network in plain text, as behind a proxy with TLS.")
  var apiInsecure = false

  @Flag(help: "Let load balancers ask /healthz and /readyz without a token.")
  var apiProbes = false

  @Flag(help: "Have the web inbox on the HTTP interface.")
  var web = false

  var options: APIOptions {
    APIOptions(
      listen: api, names: apiName, certificate: apiCertificate, key: apiKey,
      isInsecure: apiInsecure, answersProbes: apiProbes, servesPages: web)
  }
}

/// The nodes to join through.
struct JoiningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A node through which to join, or \"none\"; repeatable, replaces those of the bot's file and the built-in list.",
      valueName: "host:port:key"))
  var bootstrap: [String] = []

  /// nil: those of the bot's file, else the built-in list.
  var nodes: [String]? {
    if bootstrap == ["none"] { return [] }
    return bootstrap.isEmpty ? nil : bootstrap
  }

  /// Whether the built-in list is on.
  var usesPublicNodes: Bool {
    ProcessInfo.processInfo.environment["POSTERN_BOOTSTRAP"] != "none"
  }
}

/// What to print.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON object a line.")
  var json = false
  @OptionGroup var log: LogOptions

  /// - Throws: for a word that is no level or format.
  func startLog() throws { try log.startLog() }
}

/// What goes to the log.
struct LogOptions: ParsableArguments {
  @Option(help: "What goes to the log on standard error: debug, info, notice, warning or error.")
  var logLevel = "warning"

  @Option(help: "How the log is written: text, or json (one object a line).")
  var logFormat = "text"

  /// - Throws: for a word that is no level or format.
  func startLog() throws {
    guard let level = LogLevel(rawValue: logLevel) else {
      throw ValidationError(
        "There is no log level '\(logLevel)': --log-level takes debug, info, notice, warning or error."
      )
    }
    guard let format = LogFormat(rawValue: logFormat) else {
      throw ValidationError(
        "There is no log format '\(logFormat)': --log-format takes text or json.")
    }
    Log.start(level, format)
  }
}
