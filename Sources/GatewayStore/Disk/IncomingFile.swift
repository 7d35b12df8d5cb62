import CDisk
public import GatewayCore
import Glibc

/// A file that is being received. Used by one thread at a time, except `sync`.
///
/// Its bytes are hashed as they come, so that the end costs no second reading.
public final class IncomingFile: @unchecked Sendable {
  private let folder: FileFolder
  private let id: MessageID
  private let descriptor: Int32
  private let keepsFree: Int64
  private var digest = FileDigest()
  /// Bytes that were written.
  public private(set) var position: UInt64 = 0
  /// Bytes that may be written before the free space is looked at again.
  private var allowance = 0
  /// Bytes that the disk was told to begin with.
  private var begun: UInt64

  private static let chunkSize = 256 << 10
  private static let allowanceMax = 1 << 20
  /// How many bytes the disk is given at a time.
  private static let givenSize: UInt64 = 2 << 20
  /// How many bytes may wait for the disk. The end of a file waits for them, and with it the
  /// receipts of messages that were sent behind it.
  private static let unwrittenMax: UInt64 = 8 << 20

  /// Opens the part of a file, or begins it.
  ///
  /// - Parameters:
  ///   - position: the bytes that are known to be durable. What there is behind them is cut off: a
  ///     power cut may have left anything there.
  ///   - keepsFree: the bytes of the file system that stay free.
  /// - Throws: `.incomplete` where less of it is there.
  public init(
    _ id: MessageID, in folder: FileFolder, at position: UInt64, keepsFree: Int64
  ) throws(StoreError) {
    self.id = id
    self.folder = folder
    self.keepsFree = keepsFree
    begun = position
    let path = folder.partPath(of: id)
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC
    var opened = open(path, flags, 0o600)
    if opened < 0, errno == ENOENT {
      try folder.make()
      opened = open(path, flags, 0o600)
    }
    descriptor = opened
    guard descriptor >= 0 else { throw Home.openError(errno, path: path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, UInt64(clamping: status.st_size) >= position else {
      throw .incomplete(path: path, .bytesMissing)
    }
    guard ftruncate(descriptor, off_t(clamping: position)) == 0 else {
      throw Home.openError(errno, path: path)
    }
    while self.position < position { try hashNext(through: position) }
  }

  deinit { close(descriptor) }

  private func hashNext(through end: UInt64) throws(StoreError) {
    let count = Int(min(UInt64(Self.chunkSize), end - position))
    let bytes = try read(at: position, count: count)
    guard !bytes.isEmpty else { throw .incomplete(path: folder.partPath(of: id), .bytesMissing) }
    bytes.withUnsafeBytes { digest.add($0) }
    position += UInt64(bytes.count)
  }

  /// The first bytes, for a look at what kind of file it is.
  public func head(count: Int) throws(StoreError) -> [UInt8] { try read(at: 0, count: count) }

  private func read(at position: UInt64, count: Int) throws(StoreError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = pread(descriptor, &bytes, count, off_t(clamping: position))
    guard read >= 0 else { throw Home.openError(errno, path: folder.partPath(of: id)) }
    bytes.removeLast(count - read)
    return bytes
  }

  /// Writes bytes behind the others.
  ///
  /// - Parameter bytes: loses what was written, so that the rest can be tried again.
  /// - Throws: `.full` also where the free space would become less than what is kept.
  public func write(_ bytes: inout ArraySlice<UInt8>) throws(StoreError) {
    while !bytes.isEmpty {
      if allowance < bytes.count {
        guard folder.hasRoom(for: bytes.count + Self.allowanceMax, keeping: keepsFree) else {
          throw .full
        }
        allowance = bytes.count + Self.allowanceMax
      }
      let written = bytes.withUnsafeBytes { bytes in
        let count = pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(clamping: position))
        if count > 0 { digest.add(UnsafeRawBufferPointer(rebasing: bytes[..<count])) }
        return count
      }
      guard written > 0 else {
        if written < 0, errno == EINTR { continue }
        throw written < 0 ? Home.openError(errno, path: folder.partPath(of: id)) : .full
      }
      position += UInt64(written)
      allowance -= written
      bytes = bytes.dropFirst(written)
    }
    try giveToDisk()
  }

  /// Has the disk begin with what was written, and waits where it is far behind.
  private func giveToDisk() throws(StoreError) {
    while position - begun >= Self.givenSize {
      try check(cdisk_begin_writing(descriptor, Int64(begun), Int64(Self.givenSize)))
      begun += Self.givenSize
      guard begun >= Self.unwrittenMax else { continue }
      let start = begun - Self.unwrittenMax
      try check(cdisk_wait_written(descriptor, Int64(start), Int64(Self.givenSize)))
    }
  }

  /// A file system that knows no such thing does without; an error of the disk is told once, and
  /// `finish` would not see it again.
  private func check(_ code: Int32) throws(StoreError) {
    guard code == EIO || code == ENOSPC else { return }
    throw Home.openError(EIO, path: folder.partPath(of: id))
  }

  /// Waits until all bytes that were written before are on the disk. From any thread.
  public func sync() throws(StoreError) {
    guard fdatasync(descriptor) == 0 else {
      throw Home.openError(errno, path: folder.partPath(of: id))
    }
  }

  /// Gives the file, which is whole now, its final name, durably.
  ///
  /// - Returns: SHA-256 of it.
  public func finish() throws(StoreError) -> [UInt8] {
    let path = folder.partPath(of: id)
    guard fsync(descriptor) == 0 else { throw Home.openError(errno, path: path) }
    guard rename(path, folder.path(of: id)) == 0 else { throw Home.openError(errno, path: path) }
    Disk.syncDirectory(folder.path)
    return digest.value
  }
}
