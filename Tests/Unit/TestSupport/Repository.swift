public import Foundation

/// The files of this package, by their paths below its root.
public enum Repository {
  /// The folder above this file that holds the manifest.
  public static let root: URL = {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    let files = FileManager.default
    while !files.fileExists(atPath: folder.appending(path: "Package.swift").path) {
      precondition(folder.path != "/", "the tests are run where they were built")
      folder.deleteLastPathComponent()
    }
    return folder
  }()

  public static func text(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The paths of all files below a folder, in order.
  ///
  /// - Parameter ending: how the names end.
  public static func paths(below folder: String, ending: String = ".swift") -> [String] {
    let paths = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
    return (paths?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(ending) }.sorted()
      .map { "\(folder)/\($0)" }
  }

  /// Whether there is a file or a folder.
  public static func holds(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }
}
