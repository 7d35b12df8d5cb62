import CProcess
import Foundation
import GatewayCore
import GatewayHTTP
import NIOCore
import ToxNIO

/// The options of the command line for the HTTP interface.
public struct APIOptions: Sendable {
  /// nil: as the bot's file has it.
  public var listen: String?
  public var names: [String]
  public var certificate: String?
  public var key: String?
  public var isInsecure: Bool
  public var answersProbes: Bool
  public var servesPages: Bool

  public init(
    listen: String? = nil, names: [String] = [], certificate: String? = nil, key: String? = nil,
    isInsecure: Bool = false, answersProbes: Bool = false, servesPages: Bool = false
  ) {
    self.listen = listen
    self.names = names
    self.certificate = certificate
    self.key = key
    self.isInsecure = isInsecure
    self.answersProbes = answersProbes
    self.servesPages = servesPages
  }
}

/// How the HTTP interface of a bot is opened.
struct APIPlan {
  let settings: APISettings
  let certificate: ClientCertificate?

  /// - Parameter rulesPath: the bot's file, beside which its certificate is.
  /// - Returns: nil where neither asks for an interface.
  /// - Throws: `Failure` where it must not be opened like this.
  init?(_ options: APIOptions, bot: BotConfiguration?, rulesPath: String?) throws(Failure) {
    var settings = bot?.api
    if let text = options.listen {
      do throws(SettingMistake) {
        settings = APISettings(
          listen: try APIListening(text), names: bot?.api?.names ?? [],
          answersProbes: bot?.api?.answersProbes ?? false,
          servesPages: bot?.api?.servesPages ?? false)
      } catch {
        throw Failure("--api \(text) \(error).", .usage)
      }
    }
    guard var settings else {
      guard options.certificate == nil, options.key == nil, !options.isInsecure,
        !options.answersProbes, !options.servesPages, options.names.isEmpty
      else {
        throw Failure("There is no HTTP interface to be set up: say --api ADDRESS:PORT.", .usage)
      }
      return nil
    }
    settings.names += options.names
    if options.isInsecure { settings.isInsecure = true }
    if options.answersProbes { settings.answersProbes = true }
    if options.servesPages { settings.servesPages = true }
    let folder = rulesPath.map { URL(filePath: $0).deletingLastPathComponent() }
    var certificate = settings.certificate.map { URL(filePath: $0, relativeTo: folder).path }
    var key = settings.key.map { URL(filePath: $0, relativeTo: folder).path }
    if options.certificate != nil || options.key != nil {
      (certificate, key) = (options.certificate, options.key)
      (settings.certificate, settings.key) = (certificate, key)
    }
    if let mistake = settings.mistake {
      throw Failure(
        "The HTTP interface \(mistake): --api-certificate and --api-key, or --api-insecure.",
        .usage)
    }
    self.settings = settings
    guard let certificate, let key else {
      self.certificate = nil
      return
    }
    do throws(SettingMistake) {
      self.certificate = try CertificateFile.read(certificate, key: key)
    } catch {
      throw Failure("The certificate of the HTTP interface \(error).", .data)
    }
  }

  /// Looks at the place of its socket.
  ///
  /// - Parameter home: where the socket is; it need not exist yet.
  /// - Throws: `Failure` where the home uses the name for something else.
  func check(home: String) throws(Failure) {
    guard case .unix(let name) = settings.listen else { return }
    let path = "\(home)/\(name)"
    guard !BotHome.usesName(name) else {
      throw Failure(
        "The HTTP interface can't be \(path), which the home uses itself: choose another name, such"
          + " as unix:api.sock.", .usage)
    }
    var status = stat()
    guard lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFSOCK else {
      throw Failure(
        "The HTTP interface can't be \(path): it is there, and is no socket. Choose another name,"
          + " such as unix:api.sock.", .usage)
    }
  }

  /// - Parameter home: where a socket of the file system is.
  /// - Throws: `Failure` where it can't listen.
  func open(
    home: String, _ application: BotAPI, web: BotWeb?, counts: APICounts
  ) async throws -> APIServer {
    let configuration: APIServer.Configuration
    do { configuration = try self.configuration(home: home) } catch let error as ControlError {
      throw error
    } catch {
      throw Failure(
        "The certificate of the HTTP interface and its key do not belong together (\(error)).",
        .data)
    }
    do {
      let server = try await APIServer(
        configuration, application: application, web: web, counts: counts,
        logger: Log.quietLogger)
      if case .unix(let path) = configuration.address { chmod(path, 0o600) }
      return server
    } catch {
      throw Failure(
        "The HTTP interface can't listen on \(configuration.address): \(Self.reason(error)).",
        .unavailable)
    }
  }

  /// The end of a sentence.
  private static func reason(_ error: any Error) -> String {
    guard let code = (error as? IOError)?.errnoCode else { return "\(error)" }
    if code == EADDRINUSE { return "another program does already" }
    return String(cString: strerror(code))
  }

  private func configuration(home: String) throws -> APIServer.Configuration {
    var limits = HTTPLimits()
    limits.connectionsMax = Self.connectionsMax
    let address: APIAddress
    switch settings.listen {
    case .internet(let ip, let host, let port):
      address = .internet(ip, host: host, port: port)
    case .unix(let name):
      let path = "\(home)/\(name)"
      guard path.utf8.count <= ControlServer.pathBytesMax else {
        throw ControlError.pathTooLong(path)
      }
      address = .unix(path: path)
    }
    return APIServer.Configuration(
      address: address, names: settings.names,
      certificate: try certificate.map { certificate in
        try .certificate(certificate.certificate, key: certificate.key)
      }, limits: limits, answersProbes: settings.answersProbes,
      releaseMemory: { cprocess_release_memory() })
  }

  /// Descriptors that the rest of the program needs: relays, webhooks, the home's files.
  private static let descriptorsElsewhere = 512
  private static let connectionsWanted = 4_096

  private static var connectionsMax: Int {
    let limit = DescriptorLimit.raise(to: connectionsWanted + descriptorsElsewhere)
    return max(16, min(connectionsWanted, limit - descriptorsElsewhere))
  }
}
