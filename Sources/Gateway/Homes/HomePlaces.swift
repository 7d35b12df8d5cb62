import Foundation
import GatewayCore

/// Where homes are when no directory is named.
public enum HomePlaces {
  /// The name of the home of the command line's own identity.
  public static let own = "me"

  /// The place of a home with this name. A key must not be stored in a directory that all users may
  /// write, or that is emptied at the next start: without a place in the environment there is none.
  ///
  /// - Throws: `Failure` with what to do.
  public static func standard(_ name: String) throws(Failure) -> String {
    guard let directory else {
      throw Failure(
        "Nothing says where the state is kept, for HOME is not set: give --home DIR, or set"
          + " XDG_DATA_HOME, or in a systemd unit StateDirectory=postern.", .configuration)
    }
    return "\(directory)/\(name)"
  }

  /// The names of the existing homes, in alphabetical order.
  static func names() -> [String] {
    guard let directory,
      let names = try? FileManager.default.contentsOfDirectory(atPath: directory)
    else { return [] }
    return names.sorted().filter { isHome("\(directory)/\($0)") }
  }

  static func isHome(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/state.sqlite")
  }

  private static var directory: String? {
    let environment = ProcessInfo.processInfo.environment
    func path(_ variable: String) -> String? {
      environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    if let data = path("XDG_DATA_HOME") { return "\(data)/postern" }
    if let home = path("HOME") { return "\(home)/.local/share/postern" }
    // systemd: StateDirectory=postern; with several, a colon stands between.
    return path("STATE_DIRECTORY").map { String($0.prefix { $0 != ":" }) }
  }
}
