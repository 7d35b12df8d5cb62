import Glibc

/// The POSIX calls by which a file and its name survive a power cut.
enum Disk {
  static func sync(_ path: String) throws(StoreError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Home.openError(errno, path: path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw Home.openError(errno, path: path) }
  }

  /// Some file systems have no fsync for directories: there, nothing more can be done.
  static func syncDirectory(_ path: String) {
    let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    fsync(directory)
    close(directory)
  }

  /// Creates an empty file that only its owner may open.
  ///
  /// - Throws: where the name is taken.
  static func createFile(_ path: String) throws(StoreError) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Home.openError(errno, path: path) }
    close(file)
  }

  /// Renames a finished file, durably.
  ///
  /// - Parameter replaces: with false, fails where the name is taken.
  static func publish(_ path: String, as name: String, replaces: Bool) throws(StoreError) {
    try sync(path)
    if replaces {
      guard rename(path, name) == 0 else { throw Home.openError(errno, path: name) }
    } else if link(path, name) == 0 {
      unlink(path)
    } else {
      // Some file systems have no links; there too, a name that is taken is refused.
      if errno == EEXIST || HomeFiles.exists(name) { throw .fileExists(path: name) }
      guard rename(path, name) == 0 else { throw Home.openError(errno, path: name) }
    }
    syncDirectory(directory(of: name))
  }

  /// Copies a regular file into a new one that only its owner may open.
  static func copy(_ source: String, to target: String) throws(StoreError) {
    let input = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard input >= 0 else { throw Home.openError(errno, path: source) }
    defer { close(input) }
    var status = stat()
    guard fstat(input, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .notAStore(path: source)
    }
    try createFile(target)
    let output = open(target, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
    guard output >= 0 else { throw Home.openError(errno, path: target) }
    defer { close(output) }
    while true {
      let count = sendfile(output, input, nil, 1 << 20)
      guard count >= 0 else { throw Home.openError(errno, path: target) }
      if count == 0 { return }
    }
  }

  /// The names of a directory's entries; none where it can't be read.
  static func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { name in
          name.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
            String(cString: $0)
          }
        })
    }
    return names
  }

  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
