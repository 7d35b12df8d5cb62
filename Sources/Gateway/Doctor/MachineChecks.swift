import Foundation
import GatewayStore
import Glibc
import ToxCrypto

/// Checks of the machine: memory, disk, permissions. For its clock see `ClockChecks`.
enum MachineChecks {
  /// Free bytes below which a bot will soon be unable to store: a batch and SQLite's journal.
  private static let freeBytesMin: UInt64 = 64 << 20

  /// Whether keys stay out of swap. Texts do not: they stay out only on a machine without swap, or
  /// with an encrypted one.
  static func memory() -> Finding {
    _ = SecretKey(bytes: [UInt8](repeating: 0, count: SecretKey.size))
    return GuardedMemory.isLocked
      ? Finding(
        "memory", .pass, words: "keys are locked into memory; texts may reach the swap space")
      : Finding("memory", .fail, words: GuardedMemory.unlockedSentence)
  }

  static func disk(home path: String) -> Finding {
    let place = existing(path)
    var status = statvfs()
    guard statvfs(place, &status) == 0 else { return failure("disk", at: place) }
    let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
    guard free >= freeBytesMin else {
      return Finding("disk", .fail, words: "only \(free >> 20) MiB are free at \(place)")
    }
    let probe = "\(place)/.postern-doctor-\(getpid())"
    let file = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { return failure("disk", at: place) }
    defer {
      close(file)
      unlink(probe)
    }
    guard write(file, probe, 1) == 1, fsync(file) == 0 else { return failure("disk", at: place) }
    return Finding(
      "disk", .pass, words: "\(place) can be written and synced; \(free >> 20) MiB are free")
  }

  /// Reads the whole database.
  static func database(home path: String) -> [Finding] {
    do throws(StoreError) {
      guard try Store.requireSound(home: path, .whole) else { return [] }
      return [Finding("database", .pass, words: "whole and undamaged")]
    } catch {
      return [Finding("database", .fail, words: error.description)]
    }
  }

  /// - Parameter secretFiles: the files that hold the bot's secrets.
  static func permissions(home path: String, secretFiles: [String]) -> [Finding] {
    var findings: [Finding] = []
    var seen = 0
    let state = ["", "-wal", "-shm"].map { "\(path)/state.sqlite\($0)" }
    for file in [path] + state + secretFiles {
      var status = stat()
      guard stat(file, &status) == 0 else { continue }
      seen += 1
      if status.st_mode & 0o077 != 0 {
        findings.append(
          Finding("permissions", .fail, words: "others may open \(file): chmod go= it"))
      }
      if status.st_uid != geteuid(), file == path {
        findings.append(Finding("permissions", .fail, words: "\(file) belongs to another user"))
      }
    }
    guard findings.isEmpty else { return findings }
    let words =
      seen == 0
      ? "there is no home yet; it will be made for its owner alone"
      : "home, database and files of secrets are closed to others"
    return [Finding("permissions", .pass, words: words)]
  }

  /// The home, or its nearest existing parent.
  private static func existing(_ path: String) -> String {
    var url = URL(filePath: path).standardizedFileURL
    while !FileManager.default.fileExists(atPath: url.path), url.path != "/" {
      url.deleteLastPathComponent()
    }
    return url.path
  }

  private static func failure(_ subject: String, at place: String) -> Finding {
    Finding(subject, .fail, words: "\(place): \(String(cString: strerror(errno)))")
  }
}
