import CDisk
public import GatewayCore
import Glibc

/// A file that is being received. Used by one thread at a time, except `sync`.
///
/// Its bytes are hashed as they come, so that the end costs no second reading. Sealed ones are on
/// the disk in whole segments only.
public final class IncomingFile: @unchecked Sendable {
  private let folder: FileFolder
  private let id: MessageID
  private let descriptor: Int32
  private let keepsFree: Int64
  private var digest = FileDigest()
  private var segments: SegmentBuffer?
  /// Bytes of the file that were taken.
  public private(set) var position: UInt64 = 0
  /// Where the next bytes belong on the disk.
  private var end: UInt64 = 0
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
  ///     power cut may have left anything there. Where they are sealed, those of whole segments.
  ///   - keepsFree: the bytes of the file system that stay free.
  ///   - sealer: seals the bytes; nil where they are stored as they are.
  /// - Throws: `.incomplete` where less of it is there.
  public init(
    _ id: MessageID, in folder: FileFolder, at position: UInt64, keepsFree: Int64,
    sealer: (any SegmentSealer)? = nil
  ) throws(StoreError) {
    self.id = id
    self.folder = folder
    self.keepsFree = keepsFree
    let stored =
      sealer == nil ? position : FileSegments.offset(of: FileSegments.full(in: position))
    begun = stored
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
    guard sealer == nil || position == FileSegments.start(before: position),
      fstat(descriptor, &status) == 0, UInt64(clamping: status.st_size) >= stored
    else { throw .incomplete(path: path, .bytesMissing) }
    guard ftruncate(descriptor, off_t(clamping: stored)) == 0 else {
      throw Home.openError(errno, path: path)
    }
    segments = sealer.map { SegmentBuffer($0, at: position) }
    while self.position < position { try hashNext(through: position) }
  }

  deinit {
    segments?.clear()
    close(descriptor)
  }

  private func hashNext(through end: UInt64) throws(StoreError) {
    var bytes =
      segments == nil
      ? try read(at: position, count: Int(min(UInt64(Self.chunkSize), end - position)))
      : try segment(FileSegments.full(in: position), isLast: false)
    guard !bytes.isEmpty else { throw .incomplete(path: folder.partPath(of: id), .bytesMissing) }
    bytes.withUnsafeBytes { digest.add($0) }
    position += UInt64(bytes.count)
    self.end += UInt64(segments == nil ? bytes.count : FileSegments.storedSize)
    if segments != nil { bytes.wipe() }
  }

  private func segment(_ number: UInt64, isLast: Bool) throws(StoreError) -> [UInt8] {
    let stored = try read(
      at: FileSegments.offset(of: number), count: FileSegments.storedSize)
    guard let bytes = segments?.sealer.open(stored, number: number, isLast: isLast) else {
      throw .changedSegment(path: folder.partPath(of: id), number: number + 1)
    }
    return bytes
  }

  /// The first bytes, for a look at what kind of file it is.
  ///
  /// - Parameter count: of a sealed file at most a segment's.
  public func head(count: Int) throws(StoreError) -> [UInt8] {
    guard let segments else { return try read(at: 0, count: count) }
    if position < UInt64(FileSegments.size) { return segments.head(count: count) }
    return Array(try segment(0, isLast: false).prefix(count))
  }

  private func read(at position: UInt64, count: Int) throws(StoreError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = pread(descriptor, &bytes, count, off_t(clamping: position))
    guard read >= 0 else { throw Home.openError(errno, path: folder.partPath(of: id)) }
    bytes.removeLast(count - read)
    return bytes
  }

  /// Takes bytes behind the others, and writes them.
  ///
  /// - Parameter bytes: loses what was taken, so that the rest can be tried again, also where there
  ///   is none.
  /// - Throws: `.full` also where the free space would become less than what is kept.
  public func write(_ bytes: inout ArraySlice<UInt8>) throws(StoreError) {
    try writeSealed()
    while !bytes.isEmpty {
      let taken = try segments == nil ? store(bytes) : take(bytes)
      bytes = bytes.dropFirst(taken)
      try writeSealed()
    }
    try giveToDisk()
  }

  private func store(_ bytes: ArraySlice<UInt8>) throws(StoreError) -> Int {
    let count = try writeSome(bytes)
    bytes.prefix(count).withUnsafeBytes { digest.add($0) }
    position += UInt64(count)
    return count
  }

  private func take(_ bytes: ArraySlice<UInt8>) -> Int {
    let count = segments?.take(bytes) ?? 0
    bytes.prefix(count).withUnsafeBytes { digest.add($0) }
    position += UInt64(count)
    return count
  }

  /// Writes what is sealed and is not written.
  private func writeSealed() throws(StoreError) {
    while let sealed = segments?.sealed, !sealed.isEmpty {
      let count = try writeSome(sealed)
      segments?.wrote(count)
    }
  }

  private func writeSome(_ bytes: ArraySlice<UInt8>) throws(StoreError) -> Int {
    if allowance < bytes.count {
      guard folder.hasRoom(for: bytes.count + Self.allowanceMax, keeping: keepsFree) else {
        throw .full
      }
      allowance = bytes.count + Self.allowanceMax
    }
    while true {
      let written = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress, $0.count, off_t(clamping: end))
      }
      guard written > 0 else {
        if written < 0, errno == EINTR { continue }
        throw written < 0 ? Home.openError(errno, path: folder.partPath(of: id)) : .full
      }
      end += UInt64(written)
      allowance -= written
      return written
    }
  }

  /// Has the disk begin with what was written, and waits where it is far behind.
  private func giveToDisk() throws(StoreError) {
    while end - begun >= Self.givenSize {
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

  /// The bytes that a `sync` from now on makes durable: of a sealed file those of whole segments.
  public var written: UInt64 { position - UInt64(segments?.count ?? 0) }

  /// Waits until all bytes that were written before are on the disk. From any thread.
  public func sync() throws(StoreError) {
    guard fdatasync(descriptor) == 0 else {
      throw Home.openError(errno, path: folder.partPath(of: id))
    }
  }

  /// Gives the file, which is whole now, its final name, durably. After `.full` it can be tried
  /// again.
  ///
  /// - Returns: SHA-256 of it.
  public func finish() throws(StoreError) -> [UInt8] {
    let digest = try complete()
    let path = folder.partPath(of: id)
    guard rename(path, folder.path(of: id)) == 0 else { throw Home.openError(errno, path: path) }
    Disk.syncDirectory(folder.path)
    return digest
  }

  /// All of it is durable, under the name of a part.
  ///
  /// - Returns: SHA-256 of it.
  @discardableResult
  func complete() throws(StoreError) -> [UInt8] {
    try writeSealed()
    segments?.end()
    try writeSealed()
    guard fsync(descriptor) == 0 else {
      throw Home.openError(errno, path: folder.partPath(of: id))
    }
    Disk.syncDirectory(folder.path)
    return digest.value
  }
}
