import Foundation
import Glibc
import InteropSupport
import Synchronization

/// Sees each write into a database's journal, the moment it is made; or what else happens to a file
/// or in a folder.
final class JournalWatch: Sendable {
  private let descriptor: Int32

  /// - Parameters:
  ///   - path: the journal; it must be there.
  ///   - kind: what is watched for, as inotify calls it.
  init(
    path: String, for kind: Int32 = IN_MODIFY, onWrite: @escaping @Sendable () -> Void
  ) throws {
    let descriptor = inotify_init1(Int32(IN_CLOEXEC))
    guard descriptor >= 0, inotify_add_watch(descriptor, path, UInt32(kind)) >= 0 else {
      throw HarnessError("\(path) cannot be watched: errno \(errno)")
    }
    self.descriptor = descriptor
    Thread.detachNewThread {
      var events = [UInt8](repeating: 0, count: 4_096)
      // Ends with the watch: its removal is an event of its own.
      while true {
        let count = read(descriptor, &events, events.count)
        guard count > 0 else { break }
        let isOver = Self.masks(events[..<count]).contains { $0 & UInt32(IN_IGNORED) != 0 }
        if isOver { break }
        onWrite()
      }
      close(descriptor)
    }
  }

  /// Ends the watch; the file itself may live on.
  func cancel() { inotify_rm_watch(descriptor, 1) }

  private static func masks(_ events: ArraySlice<UInt8>) -> [UInt32] {
    var masks: [UInt32] = []
    events.withUnsafeBytes { bytes in
      var offset = 0
      while offset + MemoryLayout<inotify_event>.size <= bytes.count {
        let event = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
        masks.append(event.mask)
        offset += MemoryLayout<inotify_event>.size + Int(event.len)
      }
    }
    return masks
  }
}
