import Foundation
import Testing

extension Trait where Self == ConditionTrait {
  /// Private networks and a node; elsewhere (in a container without rights, say) the suite is skipped.
  static var needsPrivateNetworks: Self {
    .enabled("unshare, nft and tox-bootstrapd must be installed and namespaces allowed") {
      installed("unshare", "nsenter", "setpriv", "ip", "nft", "tox-bootstrapd") && mayUnshare()
    }
  }

  static var needsToxic: Self {
    .enabled("toxic and tmux must be installed") { installed("toxic", "tmux") }
  }
}

private func installed(_ programs: String...) -> Bool {
  programs.allSatisfy { program in
    ["/usr/bin", "/usr/sbin", "/bin", "/sbin"].contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }
}

private func mayUnshare() -> Bool {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["unshare", "--map-root-user", "--net", "--pid", "--fork", "true"]
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}
