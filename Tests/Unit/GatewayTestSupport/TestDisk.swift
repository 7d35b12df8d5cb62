import FaultyDisk
import Foundation

/// The disk under a bench's database, which fails as it is told.
package final class TestDisk {
  /// What each attempt to store something ends with.
  package enum Fault: CaseIterable {
    /// Writes find no room.
    case full
    /// Writes fail.
    case writing
    /// Writes succeed, to make them durable fails.
    case syncing
    /// To make writes durable waits until the disk does something else.
    case stalling
  }

  /// SQLite did not take the disk.
  private struct Missing: Error {}

  private let path: String
  private let durable: String

  /// Before the bench in this directory opens its database.
  package init(under directory: TestDirectory) throws {
    guard faulty_disk_install() else { throw Missing() }
    path = directory.path
    durable = directory.path + "-durable"
  }

  deinit {
    faulty_disk_forget(path)
    try? FileManager.default.removeItem(atPath: durable)
  }

  /// - Parameter fault: nil for a disk that works.
  package func set(_ fault: Fault?) {
    switch fault {
    case nil: faulty_disk_set(path, DISK_WORKS)
    case .full: faulty_disk_set(path, DISK_FULL)
    case .writing: faulty_disk_set(path, DISK_FAILS_TO_WRITE)
    case .syncing: faulty_disk_set(path, DISK_FAILS_TO_SYNC)
    case .stalling: faulty_disk_set(path, DISK_STALLS)
    }
  }

  /// The disk does so many writes and syncs more, and then nothing any more: the power is gone.
  package func die(afterOperations count: Int) { faulty_disk_die_after(path, Int32(count)) }

  /// How many threads wait for it while it stalls.
  package var waiting: Int { Int(faulty_disk_waiting(path)) }

  /// From now on it is known what a power cut would leave.
  package func keepDurable() throws {
    try FileManager.default.createDirectory(atPath: durable, withIntermediateDirectories: true)
    faulty_disk_keep_durable(path, durable)
  }

  /// What the end of the process leaves at this moment, in a directory of its own: everything that
  /// was written, durable or not.
  package func killProcess() throws -> TestDirectory {
    let left = try TestDirectory()
    for name in Self.files {
      try Data(read(path + name)).write(to: URL(filePath: left.path + name))
    }
    return left
  }

  /// What a power cut leaves at this moment, in a directory of its own: everything that was made
  /// durable, and of what was written since, each sector at random.
  package func powerCut(using generator: inout some RandomNumberGenerator) throws -> TestDirectory {
    let left = try TestDirectory()
    for name in Self.files {
      let bytes = mix(try read(path + name), try read(durable + name), using: &generator)
      try Data(bytes).write(to: URL(filePath: left.path + name))
    }
    return left
  }

  private static let files = ["/state.sqlite", "/state.sqlite-wal"]

  private func read(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
  }

  private static let sectorSize = 512

  private func mix(
    _ now: [UInt8], _ kept: [UInt8], using generator: inout some RandomNumberGenerator
  ) -> [UInt8] {
    let size = Bool.random(using: &generator) ? now.count : kept.count
    var mixed = [UInt8](repeating: 0, count: size)
    for start in stride(from: 0, to: size, by: Self.sectorSize) {
      let isWritten = Bool.random(using: &generator) && start < now.count
      let source = isWritten ? now : kept
      let end = min(start + Self.sectorSize, size, source.count)
      if start < end { mixed.replaceSubrange(start..<end, with: source[start..<end]) }
    }
    return mixed
  }
}
