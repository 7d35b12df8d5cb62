import Glibc

/// The kernel's watches (inotify) on all directories through which a path leads to its file, those
/// of its links included.
final class PathWatches: @unchecked Sendable {
  /// An event, as far as it concerns the path.
  enum Event {
    /// It does not concern the path.
    case elsewhere
    /// The file was created; it is still being written.
    case made
    /// The file was closed after writing, or moved into place: it is complete.
    case written
    /// The path leads elsewhere, or nowhere; the file there may still be being written.
    case turned
  }

  private struct Step: Hashable {
    var directory: String
    var name: String
  }

  private let descriptor: Int32
  private let path: String
  private var names: [Int32: Set<String>] = [:]
  /// The directory's watch and the name at which the links end.
  private var last: (watch: Int32, name: String)?
  /// The path at which the links end.
  private(set) var lastPath = ""

  private static let mask = UInt32(
    IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF
      | IN_MOVE_SELF)
  /// The most links on a path, as the kernel follows them.
  private static let linksMax = 40
  /// Attempts to walk the path, which may change meanwhile.
  private static let walksMax = 16

  init(_ descriptor: Int32, _ path: String) {
    self.descriptor = descriptor
    self.path = path.hasPrefix("/") ? path : BotFilePath.currentDirectory + "/" + path
  }

  deinit { close(descriptor) }

  /// Updates the watches to where the path leads now.
  ///
  /// - Returns: the error that prevents it; nil where the path is watched to its end, or as far as
  ///   it exists.
  func update() -> Int32? {
    var steps = walk()
    for _ in 0..<Self.walksMax {
      if let problem = watch(steps) { return problem }
      let again = walk()
      guard again != steps else { return nil }
      steps = again
    }
    return nil
  }

  /// Waits for the next event.
  ///
  /// - Returns: nil when the watches are gone; `errno` has the reason.
  func read() -> Event? {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    var count = Glibc.read(descriptor, &buffer, buffer.count)
    while count < 0, errno == EINTR { count = Glibc.read(descriptor, &buffer, buffer.count) }
    guard count > 0 else { return nil }
    var event = Event.elsewhere
    var offset = 0
    // struct inotify_event: wd 4, mask 4, cookie 4, len 4, then the name with its zeros.
    while offset + 16 <= count {
      let field = { (place: Int) in
        (0..<4).reduce(UInt32(0)) { $0 | UInt32(buffer[offset + place + $1]) << ($1 * 8) }
      }
      let end = min(offset + 16 + Int(field(12)), count)
      let name = String(decoding: buffer[(offset + 16)..<end].prefix { $0 != 0 }, as: UTF8.self)
      let watch = Int32(bitPattern: field(0))
      // Without a name it concerns the directory itself, or events were lost.
      if name.isEmpty || names[watch]?.contains(name) == true {
        let isFile = last.map { $0 == (watch, name) } ?? false
        event = isFile ? Self.eventOfFile(field(4)) : .turned
      }
      offset = end
    }
    return event
  }

  private static func eventOfFile(_ mask: UInt32) -> Event {
    if mask & UInt32(IN_CREATE) != 0 { return .made }
    return mask & UInt32(IN_CLOSE_WRITE | IN_MOVED_TO) != 0 ? .written : .turned
  }

  private func watch(_ steps: [Step]) -> Int32? {
    var now: [Int32: Set<String>] = [:]
    last = nil
    for step in steps {
      let watch = inotify_add_watch(descriptor, step.directory, Self.mask)
      if watch < 0 {
        // The directory was removed in the meantime: its parent reports when it is back.
        if errno == ENOENT || errno == ENOTDIR { break }
        return errno
      }
      now[watch, default: []].insert(step.name)
      last = (watch, step.name)
    }
    for gone in names.keys where now[gone] == nil { inotify_rm_watch(descriptor, gone) }
    names = now
    lastPath = steps.last.map { "\($0.directory)/\($0.name)" } ?? path
    return nil
  }

  /// The directories that decide where the path leads, each with the name to watch in it.
  private func walk() -> [Step] {
    var steps: [Step] = []
    var directory = ""
    var rest = path.split(separator: "/").map(String.init)
    var links = 0
    while !rest.isEmpty {
      let name = rest.removeFirst()
      if name == "." { continue }
      if name == ".." {
        directory = String(directory[..<(directory.lastIndex(of: "/") ?? directory.startIndex)])
        continue
      }
      steps.append(Step(directory: directory.isEmpty ? "/" : directory, name: name))
      guard let target = Self.target(ofLink: "\(directory)/\(name)") else {
        directory += "/" + name
        continue
      }
      links += 1
      guard links <= Self.linksMax else { return steps }
      if target.hasPrefix("/") { directory = "" }
      rest = target.split(separator: "/").map(String.init) + rest
    }
    return steps
  }

  private static func target(ofLink path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
