import Foundation

/// Where the executables of this package are: beside the test bundle, or in POSTERN_PRODUCTS.
public enum BuildProducts {
  public static func path(of executable: String) throws -> String {
    let environment = ProcessInfo.processInfo.environment["POSTERN_PRODUCTS"]
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let directory =
      environment.map { URL(filePath: $0) } ?? URL(filePath: own).deletingLastPathComponent()
    let path = directory.appending(component: executable).path()
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw HarnessError("\(path) has not been built")
    }
    return path
  }

  /// The words of a command of `harness`, which is Postern's clients, nodes and enemies.
  static func harness(_ words: String...) throws -> [String] {
    [try path(of: "harness")] + words
  }
}
