public import Foundation

/// A `ChatActor` played by `postern run`.
public struct PosternActor: ChatActor {
  public let toxID: String
  public let publicKey: String
  public let process: NamespaceProcess
  public let home: URL
  /// As a DHT node; port 0 in the profiles without UDP.
  public let address: NodeAddress
  /// The events that `--json` prints.
  public let log: RecordLog

  /// A line of a bot's file for bots that are driven harder than any contact may drive one.
  public static let withoutQuotas = """
    limits {
      contact_messages_per_hour = "unlimited", contact_bytes_per_hour = "unlimited",
      messages_per_hour = "unlimited", bytes_per_hour = "unlimited", stored_bytes = "unlimited"
    }

    """

  /// Accepts everyone and sends every message back.
  public static let echoRules =
    withoutQuotas + """
      profile { name = "echo" }
      contacts { accept = "everyone" }
      messages { join = false }
      on("message", function(message)
        if not message.is_request then message:reply(message.text) end
      end)

      """

  public static func echoBot(in network: some LoopbackNetwork) async throws -> PosternActor {
    try await PosternActor(rules: echoRules, home: "postern-\(network.freePort())", in: network)
  }

  /// Where one runs, and which nodes it joins with.
  public struct Place {
    let namespace: Namespace
    let port: Int?
    let nodes: [NodeAddress]
    /// What stands before its words, so that it runs on another machine than the others.
    let entering: [String]

    /// - Parameter port: for UDP; nil in the profiles without.
    public init(
      namespace: Namespace, port: Int?, nodes: [NodeAddress], entering: [String] = []
    ) {
      self.namespace = namespace
      self.port = port
      self.nodes = nodes
      self.entering = entering
    }
  }

  /// Starts `postern run`; with the home of one that ran before, it is the same identity again.
  public init(
    rules: String, home name: String, in network: some LoopbackNetwork, options: [String] = []
  ) async throws {
    let place = Place(
      namespace: network.namespace, port: network.freePort(), nodes: network.nodes)
    try await self.init(rules: rules, home: name, at: place, options: options)
  }

  public init(
    rules: String, home name: String, at place: Place, options: [String] = []
  ) async throws {
    home = place.namespace.directory.appending(component: name)
    let log = RecordLog()
    self.log = log
    let errors = Self.errors(in: home)
    let process = try Self.launch(rules: rules, home: home, at: place, options: options, log: log)
    self.process = process
    let ready = try await eventually("postern is ready") { () -> Record? in
      if process.hasExited { throw HarnessError("postern ended: \(Self.text(of: errors))") }
      return log.take { $0.event == "ready" }
    }
    guard let toxID = ready.text("tox_id"), let publicKey = ready.text("public_key"),
      let dhtKey = ready.text("dht_key")
    else {
      throw HarnessError("incomplete ready event: \(ready.fields)")
    }
    self.toxID = toxID.uppercased()
    self.publicKey = publicKey.uppercased()
    address = NodeAddress(port: ready.integer("udp_port") ?? 0, key: dhtKey.uppercased())
  }

  private static func text(of file: URL) -> String {
    (try? String(contentsOf: file, encoding: .utf8)) ?? "without a word"
  }

  /// Starts `postern run` without waiting until it is ready.
  public static func launch(
    rules: String, home: URL, at place: Place, options: [String] = [],
    environment: [String: String] = [:], log: RecordLog
  ) throws -> NamespaceProcess {
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    let bot = place.namespace.directory.appending(component: "\(home.lastPathComponent).lua")
    try rules.write(to: bot, atomically: true, encoding: .utf8)
    let joining = place.nodes.isEmpty ? ["none"] : place.nodes.map(\.description)
    let nodes = joining.flatMap { ["--bootstrap", $0] }
    let port = place.port.map { ["--port", "\($0)"] } ?? []
    let postern = try BuildProducts.path(of: "postern")
    return try place.namespace.start(
      place.entering + [postern, "run", bot.path(), "--home", home.path(), "--json"]
        + ["--no-lan-discovery"] + port + nodes + options,
      environment: environment, errors: errors(in: home)
    ) { log.append(line: $0) }
  }

  /// What it wrote on standard error, over all its runs.
  public static func errors(in home: URL) -> URL { home.appending(component: "run.log") }

  public func addContact(_ toxID: String, message: String) async throws {
    try await command(["contact", "add", toxID, "--message", message])
  }

  public func waitOnline(_ publicKey: String, within limit: Duration) async throws {
    _ = try await event("contact_online", of: publicKey, within: limit)
  }

  public func send(_ text: String, to publicKey: String) async throws {
    try await command(["send", publicKey, text])
  }

  public func nextMessage(from publicKey: String, within limit: Duration) async throws -> String {
    let message = try await event("message", of: publicKey, within: limit)
    guard let text = message.text("text") else { throw HarnessError("no text: \(message.fields)") }
    return text
  }

  /// The next event with this name that concerns this contact.
  public func event(
    _ name: String, of publicKey: String, within limit: Duration = .patience
  ) async throws -> Record {
    try await log.next("postern's \(name)", within: limit) {
      $0.event == name && $0.text("public_key")?.uppercased() == publicKey.uppercased()
    }
  }

  /// Another `postern` command that concerns the one that runs.
  @discardableResult
  public func command(_ arguments: [String]) async throws -> [String] {
    let postern = try BuildProducts.path(of: "postern")
    return try await process.namespace.run([postern] + arguments + ["--home", home.path()])
  }
}
