import Foundation
import Glibc

/// The file of a bot, as its home stores it: an absolute path.
///
/// Links in it are not resolved. A release is often deployed by changing a link, and the bot is
/// still the same one then.
struct BotFilePath: Hashable, Sendable {
  let path: String

  /// - Parameter typed: relative to the current directory.
  init(_ typed: String) {
    let absolute = typed.hasPrefix("/") ? typed : Self.currentDirectory + "/" + typed
    var parts: [Substring] = []
    for part in absolute.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    let plain = "/" + parts.joined(separator: "/")
    // After a link ".." leads elsewhere than the path suggests.
    path = Self.isSameFile(plain, typed) ? plain : Self.resolved(typed) ?? plain
  }

  /// From the bytes that a home stores.
  init(stored: [UInt8]) { path = String(decoding: stored, as: UTF8.self) }

  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// Whether both lead to one file, through any links.
  func isSameFile(as other: BotFilePath) -> Bool {
    path == other.path || Self.isSameFile(path, other.path)
  }

  /// As the user's shell shows it, with links; otherwise as the system knows it.
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
