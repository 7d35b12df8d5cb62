public import GatewayCore
import Glibc

/// Copies a file that is to be sent into the home, so that what was promised can be sent although
/// the original changes or goes.
public struct FileCopying: Sendable {
  public let id: MessageID
  public let folder: FileFolder
  /// The bytes of the file system that stay free.
  public let keepsFree: Int64
  /// Seals the copy; nil where it is stored as it is.
  private let sealer: (any SegmentSealer)?
  private let openUpload: IncomingUpload.Opening

  /// - Parameter openUpload: opens a file of the folder of uploads.
  public init(
    _ id: MessageID, in folder: FileFolder, keepsFree: Int64, sealer: (any SegmentSealer)? = nil,
    openUpload: @escaping IncomingUpload.Opening = WholeFile.plain
  ) {
    self.id = id
    self.folder = folder
    self.keepsFree = keepsFree
    self.sealer = sealer
    self.openUpload = openUpload
  }

  /// Why there is no copy.
  public enum Obstacle: Error {
    /// It is not there, may not be read, or is none that may leave the machine.
    case unreadable
    /// There is no room for it now.
    case full
    case cancelled
  }

  /// - Parameters:
  ///   - path: a regular file. One within the home is refused, for the key is there, but
  ///     not an uploaded one.
  ///   - isCancelled: asked now and then.
  public func copy(path: String, isCancelled: () -> Bool) throws(Obstacle) -> (
    size: UInt64, digest: [UInt8]
  ) {
    let place = place(of: path)
    guard place != .inHome,
      let source = try? place == .uploaded ? openUpload(path) : WholeFile(path: path)
    else { throw .unreadable }
    return place == .uploaded
      ? try share(source, at: path, isCancelled: isCancelled)
      : try copy(source, isCancelled: isCancelled)
  }

  /// Another file that the home has whole. Both share their bytes where the file system can.
  public func copy(stored other: MessageID, isCancelled: () -> Bool) throws(Obstacle) -> (
    size: UInt64, digest: [UInt8]
  ) {
    guard let source = try? WholeFile(other, in: folder) else { throw .unreadable }
    return try share(source, at: folder.path(of: other), isCancelled: isCancelled)
  }

  /// A file of the home, which nothing changes any more: the copy is a link where the file system
  /// has links and the copy is not sealed.
  private func share(
    _ source: WholeFile, at path: String, isCancelled: () -> Bool
  ) throws(Obstacle) -> (size: UInt64, digest: [UInt8]) {
    folder.remove(id)
    try? folder.make()
    guard sealer == nil, link(path, folder.path(of: id)) == 0 else {
      return try copy(source, isCancelled: isCancelled)
    }
    Disk.syncDirectory(folder.path)
    let digest: [UInt8]?
    do throws(StoreError) {
      digest = try source.digest(isCancelled: isCancelled)
    } catch {
      throw .unreadable
    }
    guard let digest else { throw .cancelled }
    return (source.size, digest)
  }

  private func copy(
    _ source: WholeFile, isCancelled: () -> Bool
  ) throws(Obstacle) -> (size: UInt64, digest: [UInt8]) {
    folder.remove(id)
    do throws(StoreError) {
      let target = try IncomingFile(id, in: folder, at: 0, keepsFree: keepsFree, sealer: sealer)
      while !isCancelled() {
        var bytes = try source.read(at: target.position, count: WholeFile.chunkSize)
        if bytes.isEmpty { return (target.position, try target.finish()) }
        var rest = bytes[...]
        try target.write(&rest)
        if sealer != nil {
          rest = []
          bytes.wipe()
        }
      }
    } catch {
      folder.remove(id)
      throw error == .full ? .full : .unreadable
    }
    folder.remove(id)
    throw .cancelled
  }

  private enum Place {
    case inHome, uploaded, elsewhere
  }

  private func place(of path: String) -> Place {
    guard let file = realpath(path, nil), let home = realpath(folder.home, nil) else {
      return .elsewhere
    }
    defer {
      free(file)
      free(home)
    }
    let (found, base) = (String(cString: file), String(cString: home) + "/")
    guard found.hasPrefix(base) else { return .elsewhere }
    return found.hasPrefix(base + FileFolder.uploadsName + "/") ? .uploaded : .inHome
  }
}
