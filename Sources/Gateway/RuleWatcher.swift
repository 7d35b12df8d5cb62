import Foundation
import Glibc

/// Tells when a file was written or replaced. Waits in the kernel; no polling.
final class RuleWatcher: @unchecked Sendable {
  private let descriptor: Int32
  private let name: String

  /// Watches the file's directory, since editors replace files rather than write into them.
  ///
  /// - Returns: nil where the system gives no watch; the file is then not reloaded.
  init?(path: String, changed: @escaping @Sendable () -> Void) {
    let url = URL(filePath: path).standardizedFileURL
    name = url.lastPathComponent
    descriptor = inotify_init1(Int32(IN_CLOEXEC))
    guard descriptor >= 0 else { return nil }
    let mask = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO)
    guard inotify_add_watch(descriptor, url.deletingLastPathComponent().path, mask) >= 0 else {
      Glibc.close(descriptor)
      return nil
    }
    let thread = Thread { [self] in
      while let names = read() {
        if names.contains(name) { changed() }
      }
    }
    thread.name = "rules"
    thread.start()
  }

  /// The names of the files that changed next; nil when the watch is gone.
  private func read() -> [String]? {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return nil }
    var names: [String] = []
    var offset = 0
    // struct inotify_event: wd 4, mask 4, cookie 4, len 4, then the name with its zeros.
    while offset + 16 <= count {
      let size = (0..<4).reduce(0) { $0 | Int(buffer[offset + 12 + $1]) << ($1 * 8) }
      let end = min(offset + 16 + size, count)
      let bytes = buffer[(offset + 16)..<end].prefix { $0 != 0 }
      names.append(String(decoding: bytes, as: UTF8.self))
      offset = end
    }
    return names
  }
}
