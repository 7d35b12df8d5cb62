import Glibc

/// An upload that comes. Used by one thread at a time.
public final class IncomingUpload: @unchecked Sendable {
  private let folder: UploadFolder
  private let path: String
  private let descriptor: Int32
  private let keepsFree: Int64
  private let open: Opening
  private var digest = FileDigest()
  private var segments: SegmentBuffer?
  /// Bytes of the file that were taken.
  private var position: UInt64 = 0
  /// Bytes that may be written before the room is looked at again.
  private var allowance = 0
  private var isOver = false

  private static let allowanceStep = 4 << 20

  /// Opens a whole upload by its path.
  public typealias Opening = @Sendable (String) throws(StoreError) -> WholeFile

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
  ///   - seal: nil where it is stored as it is.
  ///   - open: opens an earlier one.
  public init(
    _ name: String, in folder: UploadFolder, keepsFree: Int64, seal: UploadSeal? = nil,
    open: @escaping Opening = WholeFile.plain
  ) throws(StoreError) {
    self.folder = folder
    self.keepsFree = keepsFree
    self.open = open
    segments = seal.map { SegmentBuffer($0.sealer, at: 0) }
    try folder.make()
    path = folder.partPath(of: name)
    descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Home.openError(errno, path: path) }
    guard let head = seal?.head else { return }
    do throws(Obstacle) { try store(head[...]) } catch {
      cancel()
      throw error == .full ? .full : .inputOutput(path)
    }
  }

  deinit {
    segments?.clear()
    close(descriptor)
  }

  public func write(_ bytes: [UInt8]) throws(Obstacle) {
    try makeRoom(for: bytes.count)
    bytes.withUnsafeBytes { digest.add($0) }
    position += UInt64(bytes.count)
    guard segments != nil else { return try store(bytes[...]) }
    var rest = bytes[...]
    while !rest.isEmpty {
      rest = rest.dropFirst(segments?.take(rest) ?? 0)
      try storeSealed()
    }
  }

  private func storeSealed() throws(Obstacle) {
    guard let sealed = segments?.sealed, !sealed.isEmpty else { return }
    try store(sealed)
    segments?.wrote(sealed.count)
  }

  private func store(_ bytes: ArraySlice<UInt8>) throws(Obstacle) {
    var rest = bytes
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 else {
        if written < 0, errno == EINTR { continue }
        throw obstacle(errno)
      }
      rest = rest.dropFirst(written)
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
    segments?.end()
    try storeSealed()
    do throws(StoreError) {
      try Disk.publish(path, as: target, replaces: false)
    } catch .fileExists {
      cancel()
      guard let digest = (try? open(target).digest()) ?? nil, digest == value else {
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
