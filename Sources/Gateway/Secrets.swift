import Foundation
public import GatewayCore

/// Where `secret "NAME"` in a bot's file finds its value.
public enum Secrets {
  /// The environment variable NAME, or the content of the file that NAME_FILE names. An empty
  /// variable counts as unset: container tools set all variables that they know.
  public static let environmentOrFile: @Sendable (String) throws(SettingMistake) -> String? = {
    name throws(SettingMistake) in
    if let value = value(name) { return value }
    guard let path = value("\(name)_FILE") else { return nil }
    do throws(NamedFile.Fault) { return try NamedFile.text(path) } catch {
      throw SettingMistake("can't be read from \(path), which \(name)_FILE names: \(error)")
    }
  }

  /// The path in NAME_FILE, where `environmentOrFile` reads it.
  static func file(_ name: String) -> String? { value(name) == nil ? value("\(name)_FILE") : nil }

  private static func value(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
