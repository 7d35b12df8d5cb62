import Foundation
import Glibc

/// Reports when a file was written or replaced, or when its path leads to another file: a link was
/// changed, or one of its directories was replaced.
///
/// It watches every directory on the path (inotify). Where the kernel has no watches left, or a
/// directory can't be watched, it polls every two seconds.
final class RuleWatcher: @unchecked Sendable {
  private let path: String
  private let interval: TimeInterval
  private let changed: @Sendable () -> Void
  /// The file as it was last reported. Used on the thread only.
  private var known: FileVersion?

  /// - Parameters:
  ///   - interval: seconds between two polls where the kernel can't watch.
  ///   - openWatches: returns the descriptor of the kernel's watches.
  ///   - cannotWait: called at most once, with a sentence on why it polls.
  ///   - changed: called after each change, from the watcher's own thread.
  init(
    path: String, interval: TimeInterval = 2,
    openWatches: () -> Int32 = { inotify_init1(Int32(IN_CLOEXEC)) },
    cannotWait: @escaping @Sendable (String) -> Void, changed: @escaping @Sendable () -> Void
  ) {
    self.path = path
    self.interval = interval
    self.changed = changed
    let descriptor = openWatches()
    let reason = errno
    known = FileVersion(path)
    // Changes from here on are reported, also those before the thread runs.
    let watches = descriptor < 0 ? nil : PathWatches(descriptor, path)
    let problem = descriptor < 0 ? reason : watches?.update()
    let thread = Thread { [weak self] in
      if let watches, problem == nil {
        guard let problem = Self.wait(at: watches, for: { self }) else { return }
        cannotWait(Self.sentence(problem, path))
      } else {
        cannotWait(Self.sentence(problem ?? 0, path))
      }
      Self.look(for: { self })
    }
    thread.name = "rules"
    thread.start()
  }

  private static func sentence(_ reason: Int32, _ path: String) -> String {
    """
    the kernel does not tell of changes of \(path) (\(String(cString: strerror(reason)))): \
    it is looked at every two seconds
    """
  }

  /// - Returns: why the watches fail; nil when the watcher is gone.
  private static func wait(
    at watches: PathWatches, for watcher: () -> RuleWatcher?
  ) -> Int32? {
    while true {
      guard let event = watches.read() else { return errno }
      guard let watcher = watcher() else { return nil }
      guard event != .elsewhere else { continue }
      let end = watches.lastPath
      if let problem = watches.update() { return problem }
      // The kernel reports when it has been written.
      if event == .made, watches.lastPath == end, FileVersion.isPlainFile(end) { continue }
      // A file that was written before its directory was watched may be incomplete.
      if event != .written { watcher.settle() }
      watcher.notify()
    }
  }

  /// Polls the file. It is read once it has stayed unchanged for an interval.
  private static func look(for watcher: () -> RuleWatcher?) {
    var last = watcher()?.known
    while true {
      guard let interval = watcher()?.interval else { return }
      Thread.sleep(forTimeInterval: interval)
      guard let watcher = watcher() else { return }
      let now = FileVersion(watcher.path)
      if now == last { watcher.notify() }
      last = now
    }
  }

  /// Waits until the file stays unchanged for a moment.
  private func settle() {
    var last = FileVersion(path)
    for _ in 0..<50 {
      Thread.sleep(forTimeInterval: 0.1)
      let now = FileVersion(path)
      if now == last { return }
      last = now
    }
  }

  private func notify() {
    guard let now = FileVersion(path), now != known else { return }
    known = now
    changed()
  }
}

/// A version of a file's content, known without reading it.
private struct FileVersion: Hashable {
  private let device: UInt
  private let number: UInt
  private let size: Int
  private let times: [Int]

  /// nil where the path leads to no file.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    (device, number, size) = (status.st_dev, status.st_ino, status.st_size)
    times = [
      status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
    ]
  }

  /// Whether it is a regular file with one name, as `open` creates it.
  static func isPlainFile(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1
  }
}
