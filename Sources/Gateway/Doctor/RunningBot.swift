import Foundation
import GatewayCore
import GatewayStore

/// The bot that runs on a home, seen from outside.
enum RunningBot {
  /// Its sockets; nil where no bot runs.
  static func finding(home path: String) -> Finding? {
    guard FileManager.default.fileExists(atPath: path + "/lock"),
      let process = HomeLock.holder(ofHome: path)
    else { return nil }
    guard let sockets = OpenSockets.of("\(process)") else {
      // It denies other processes, except root's, access to its memory and descriptors.
      return Finding(
        "running bot", .note, words: "process \(process); only root can see its sockets")
    }
    let profile = try? BotHome.reading(path) { reader throws(StoreError) in
      try reader.networkProfile()
    }
    let datagrams = sockets.filter { $0.kind != .tcp }
    let words = Set(sockets.map(\.words)).sorted().joined(separator: ", ")
    let name = "process \(process), network \(profile?.rawValue ?? "unknown")"
    guard let profile, profile != .direct, !datagrams.isEmpty else {
      return Finding(
        "running bot", .pass, words: "\(name): \(words.isEmpty ? "no sockets" : words)")
    }
    return Finding(
      "running bot", .fail, words: "\(name) has sockets that its profile forbids: \(words)")
  }
}
