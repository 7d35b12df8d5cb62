import Foundation
import Glibc

/// The file of a bot, as its home remembers it: an absolute path.
///
/// Links in it are left as they are. A release is often put in place by turning a link to it, and
/// the bot is still the same one then.
struct BotFilePath: Hashable, Sendable {
  let path: String

  /// - Parameter typed: relative to the directory in which the person is.
  init(_ typed: String) {
    let absolute = typed.hasPrefix("/") ? typed : Self.currentDirectory + "/" + typed
    var parts: [Substring] = []
    for part in absolute.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    let plain = "/" + parts.joined(separator: "/")
    // Above a link ".." leads elsewhere than its letters say.
    path = Self.isSameFile(plain, typed) ? plain : Self.resolved(typed) ?? plain
  }

  /// From what a home remembers.
  init(stored: [UInt8]) { path = String(decoding: stored, as: UTF8.self) }

  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// Whether both lead to one file, by whatever links.
  func isSameFile(as other: BotFilePath) -> Bool {
    path == other.path || Self.isSameFile(path, other.path)
  }

  /// As the person's shell shows it, with links; else as the system knows it.
  static var currentDirectory: String {
    if let shown = ProcessInfo.processInfo.environment["PWD"], shown.hasPrefix("/"),
      isSameFile(shown, ".")
    {
      return shown
    }
    return FileManager.default.currentDirectoryPath
  }

  private static func isSameFile(_ first: String, _ second: String) -> Bool {
    var (one, other) = (stat(), stat())
    guard stat(first, &one) == 0, stat(second, &other) == 0 else { return false }
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino
  }

  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
