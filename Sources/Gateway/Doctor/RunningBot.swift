import Foundation
import GatewayStore

/// The bot that runs on a home, seen from outside.
enum RunningBot {
  /// Its sockets; nil where none runs, or where it is another user's.
  static func finding(home path: String) -> Finding? {
    guard FileManager.default.fileExists(atPath: path + "/lock"),
      let process = HomeLock.holder(ofHome: path),
      let sockets = OpenSockets.of("\(process)")
    else { return nil }
    let home = try? BotHome(path: path, exclusively: false)
    defer { home?.close() }
    let profile = (try? home?.networkProfile()) ?? nil
    let datagrams = sockets.filter { $0.kind != .tcp }
    let words = Set(sockets.map(\.words)).sorted().joined(separator: ", ")
    let name = "process \(process), network \(profile?.rawValue ?? "unknown")"
    guard let profile, profile != .direct, !datagrams.isEmpty else {
      return Finding("running bot", .pass, "\(name): \(words.isEmpty ? "no sockets" : words)")
    }
    return Finding("running bot", .fail, "\(name) has what its profile forbids: \(words)")
  }
}
