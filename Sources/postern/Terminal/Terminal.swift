import Foundation

/// What the standard descriptors are connected to.
enum Terminal {
  /// Standard input is a terminal.
  static var isInput: Bool { isatty(STDIN_FILENO) == 1 }
  /// Standard output is a terminal.
  static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }
  /// Standard error is a terminal.
  static var isErrors: Bool { isatty(STDERR_FILENO) == 1 }

  /// A person sits at both ends, and the terminal can move its cursor.
  static var canEdit: Bool { isInput && isOutput && !isDumb }

  /// Standard output shows colours, and the environment does not refuse them (no-color.org).
  static var hasColours: Bool {
    let refusal = ProcessInfo.processInfo.environment["NO_COLOR"] ?? ""
    return isOutput && !isDumb && refusal.isEmpty
  }

  private static var isDumb: Bool {
    let kind = ProcessInfo.processInfo.environment["TERM"] ?? ""
    return kind.isEmpty || kind == "dumb"
  }
}
