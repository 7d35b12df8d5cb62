import Foundation

/// Where `secret "NAME"` in a bot's file finds its value.
public enum Secrets {
  /// The environment variable NAME, or the content of the file that NAME_FILE names.
  public static let environmentOrFile: @Sendable (String) -> String? = { name in
    let environment = ProcessInfo.processInfo.environment
    if let value = environment[name] { return value }
    guard let path = environment["\(name)_FILE"],
      let text = try? String(contentsOfFile: path, encoding: .utf8)
    else { return nil }
    return text.trimmingCharacters(in: .newlines)
  }
}
