import Foundation

/// A directory for a home, which goes when the last one that uses it does.
package final class TestDirectory {
  package let path = NSTemporaryDirectory() + "postern-gateway-" + UUID().uuidString

  package init() throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
