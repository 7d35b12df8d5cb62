import ArgumentParser

/// Numbers of seconds that a person may type.
enum Seconds {
  /// A year: the arithmetic of clocks ends far behind it.
  private static let max = 366 * 86_400

  static func check(_ seconds: Int, of option: String) throws {
    guard (0...max).contains(seconds) else {
      throw ValidationError("\(option) is a number of seconds, from 0 to \(max) (a year).")
    }
  }
}
