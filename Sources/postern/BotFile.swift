import Gateway
import GatewayCore
import GatewayRules

/// Reading the owner's files.
enum BotFile {
  static func read(_ path: String) throws -> String {
    do throws(NamedFile.Fault) { return try NamedFile.text(path) } catch {
      throw Failure(path, fault: error)
    }
  }

  /// The rules of a file, as they are tried: a secret that is not set is made up.
  static func load(_ path: String) throws -> Bot {
    var environment = BotEnvironment.machine(botPath: path)
    environment.makesUpSecrets = true
    return try Bot(source: try read(path), file: path, environment: environment)
  }
}
