import Foundation

/// What a machine must have for tests with real clients.
public enum Requirements {
  /// Private networks and a node; a container without rights, say, has none.
  public static var hasPrivateNetworks: Bool {
    hasInstalled("unshare", "nsenter", "setpriv", "ip", "nft", "tox-bootstrapd") && mayUnshare()
  }

  public static func hasInstalled(_ programs: String...) -> Bool {
    programs.allSatisfy { program in
      ["/usr/bin", "/usr/sbin", "/bin", "/sbin"].contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
      }
    }
  }

  private static func mayUnshare() -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["unshare", "--map-root-user", "--net", "--pid", "--fork", "true"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
