import Glibc

/// An upload that comes. Used by one thread at a time.
public final class IncomingUpload: @unchecked Sendable {
  private let folder: UploadFolder
  private let path: String
  private let descriptor: Int32
  private let keepsFree: Int64
  private var digest = FileDigest()
  private var position: UInt64 = 0
  /// Bytes that may be written before the room is looked at again.
  private var allowance = 0
  private var isOver = false

  private static let allowanceStep = 4 << 20

  /// Why an upload is not taken.
  public enum Obstacle: Error, Hashable {
    /// One has at most `UploadFolder.fileBytesMax` bytes.
    case tooLarge
    /// There are too many, or the disk has no room.
    case full
    /// There is another one of this id.
    case differs
    case failed(StoreError)
  }

  /// - Parameters:
  ///   - name: of its part: one that no other has.
  ///   - keepsFree: the bytes of the file system that stay free.
  public init(
    _ name: String, in folder: UploadFolder, keepsFree: Int64
  ) throws(StoreError) {
    self.folder = folder
    self.keepsFree = keepsFree
    try folder.make()
    path = folder.partPath(of: name)
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Home.openError(errno, path: path) }
  }

  deinit { close(descriptor) }

  public func write(_ bytes: [UInt8]) throws(Obstacle) {
    try makeRoom(for: bytes.count)
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { bytes in
        let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        if count > 0 { digest.add(UnsafeRawBufferPointer(rebasing: bytes[..<count])) }
        return count
      }
      guard written > 0 else {
        if written < 0, errno == EINTR { continue }
        throw obstacle(errno)
      }
      rest = rest.dropFirst(written)
      position += UInt64(written)
    }
  }

  private func makeRoom(for count: Int) throws(Obstacle) {
    guard position + UInt64(count) <= UploadFolder.fileBytesMax else { throw .tooLarge }
    if allowance < count {
      let wanted = count + Self.allowanceStep
      guard folder.bytes + UInt64(wanted) <= UploadFolder.bytesMax,
        Disk.hasRoom(for: wanted, keeping: keepsFree, in: folder.path)
      else { throw .full }
      allowance = wanted
    }
    allowance -= count
  }

  /// Gives the upload its id, durably. One that is there already, and is the same, stays.
  public func finish(as id: String) throws(Obstacle) -> (size: UInt64, digest: [UInt8]) {
    guard let target = folder.path(of: id) else { throw .differs }
    let value = digest.value
    do throws(StoreError) {
      try Disk.publish(path, as: target, replaces: false)
    } catch .fileExists {
      cancel()
      guard let digest = (try? WholeFile(path: target).digest()) ?? nil, digest == value else {
        throw .differs
      }
      // Its time begins anew with the answer.
      utimes(target, nil)
    } catch {
      throw .failed(error)
    }
    isOver = true
    return (position, value)
  }

  /// Removes what has come.
  public func cancel() {
    guard !isOver else { return }
    isOver = true
    unlink(path)
  }

  private func obstacle(_ code: Int32) -> Obstacle {
    let error = Home.openError(code, path: path)
    return error == .full ? .full : .failed(error)
  }
}
