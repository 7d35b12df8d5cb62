import Foundation
public import GatewayCore
import GatewayHTTP
import Synchronization

/// The web inbox of a bot on a person's own computer: on loopback, for the person that reads what
/// the terminal shows. What is sealed is opened here, and the bot's machine sees no key.
public final class OwnInbox: Sendable {
  public struct Configuration: Sendable {
    /// The control socket of the bot, on this machine or the other one.
    public var socketPath: String
    /// As `ssh` takes it; nil for a bot of this machine.
    public var remote: String?
    /// The member of the staff that works here.
    public var author: Author
    /// Opens what is sealed; nil: pages ask for it.
    public var key: SealedMessages?
    /// Minutes without a person that lock it.
    public var idle: Int

    public init(
      socketPath: String, remote: String?, author: Author, key: SealedMessages?, idle: Int
    ) {
      self.socketPath = socketPath
      self.remote = remote
      self.author = author
      self.key = key
      self.idle = idle
    }
  }

  private let server: APIServer
  private let tunnel: SSHTunnel?

  /// Connects and listens on a free port of 127.0.0.1.
  ///
  /// - Parameters:
  ///   - link: called with the address of a page that signs in once; again, once one was used.
  ///   - tell: called with a sentence when the connection is lost.
  /// - Throws: `Failure` where the bot can't be reached.
  public static func start(
    _ configuration: Configuration, link: @escaping @Sendable (String) -> Void,
    tell: @escaping @Sendable (String) -> Void
  ) async throws -> OwnInbox {
    var tunnel: SSHTunnel?
    var path = configuration.socketPath
    if let remote = configuration.remote {
      let new = try SSHTunnel(to: remote, remoteSocket: path)
      new.start(tell)
      (tunnel, path) = (new, new.socketPath)
    }
    do {
      if let tunnel, await !tunnel.waitUntilOpen(atMost: .seconds(30)) {
        let place = configuration.remote ?? "the bot"
        throw Failure("There is no connection to \(place).", .unavailable)
      }
      return try await OwnInbox(configuration, socketPath: path, tunnel: tunnel, link: link)
    } catch {
      tunnel?.stop()
      throw error
    }
  }

  private init(
    _ configuration: Configuration, socketPath: String, tunnel: SSHTunnel?,
    link: @escaping @Sendable (String) -> Void
  ) async throws {
    let place = configuration.remote.map { "at \($0)" } ?? "of this home"
    let pool = ControlPool(socketPath: socketPath, place: place)
    if case .failed(let sentence, _, _) = pool.ask(.query(.status), by: configuration.author) {
      throw Failure(sentence, .unavailable)
    }
    var isSealed = configuration.key != nil
    if case .seal(let seal) = pool.ask(.query(.seal), by: configuration.author) {
      isSealed = isSealed || seal.state != .off || seal.envelopes > 0
    }
    let backend = ControlBackend(pool, author: configuration.author, isSealed: isSealed)
    let keys = HomeKeys(bytes: (0..<HomeKeys.size).map { _ in UInt8.random(in: .min ... .max) })
    let told = LinkPrinter(link)
    let sessions = OwnSessions(
      keys: keys, name: configuration.author.name, key: configuration.key,
      idleMax: Int64(configuration.idle) * 60_000, changed: {}, tell: told.tell)
    let web = BotWeb(backend, own: sessions, keys: keys)
    guard let loopback = InternetAddress("127.0.0.1") else {
      preconditionFailure("loopback is an address")
    }
    server = try await APIServer(
      APIServer.Configuration(address: .internet(loopback, host: "127.0.0.1", port: 0)),
      application: NoInterface(backend: backend) { client in
        if case .session(let session) = client.credential { sessions.has(session) } else { false }
      },
      web: web, logger: Log.quietLogger)
    self.tunnel = tunnel
    told.begin(at: server.url)
    sessions.makeLink()
  }

  /// Runs a command on another machine.
  ///
  /// - Returns: the line that it prints.
  /// - Throws: `Failure` with what `ssh` or the command said.
  public static func ask(_ words: [String], at target: String) throws -> String {
    try SSHTunnel.run(words, at: target).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Ends it: keys are wiped, the connection is closed.
  public func stop() async {
    await server.stop()
    tunnel?.stop()
  }
}

/// Prints links, once it is known where the server listens.
private final class LinkPrinter: Sendable {
  private let url = Mutex("")
  private let show: @Sendable (String) -> Void

  init(_ show: @escaping @Sendable (String) -> Void) { self.show = show }

  func begin(at url: String) { self.url.withLock { $0 = url } }

  @Sendable func tell(_ secret: String) {
    show("\(url.withLock(\.self))/sign-in?link=\(secret)")
  }
}
