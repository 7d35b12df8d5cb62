public import GatewayCore
import Glibc
import Synchronization

/// A file of which the home has all bytes, or another one of the machine, to be read.
public final class WholeFile: @unchecked Sendable {
  /// Where the bytes are: in a file of this machine, or behind a function.
  private enum Source {
    case descriptor(Int32)
    case other(@Sendable (_ position: UInt64, _ count: Int) throws(StoreError) -> [UInt8])
  }

  private let source: Source
  private let path: String
  private let segments: Segments?
  /// Bytes of the file itself, also where they are sealed on the disk.
  public let size: UInt64

  /// The sealed bytes of a file.
  private struct Segments {
    let opener: any SegmentSealer
    /// Where they begin on the disk.
    let start: UInt64
    /// The number of the last one.
    let last: UInt64
    let storedSize: UInt64
  }

  /// The segment that was read last: readers ask for less than one at a time.
  private let current = Mutex<(number: UInt64, bytes: [UInt8])?>(nil)

  public convenience init(
    _ id: MessageID, in folder: FileFolder, opener: (any SegmentSealer)? = nil
  ) throws(StoreError) {
    try self.init(path: folder.path(of: id), opener: opener)
  }

  /// - Parameters:
  ///   - opener: opens the bytes where they are sealed; nil where they are to be read as they are.
  ///   - start: where sealed bytes begin on the disk.
  /// - Throws: where it is no regular file; `.changedSegment` where sealed ones do not end as they
  ///   did.
  public init(
    path: String, opener: (any SegmentSealer)? = nil, from start: UInt64 = 0
  ) throws(StoreError) {
    self.path = path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    let source = Source.descriptor(descriptor)
    self.source = source
    guard descriptor >= 0 else { throw Home.openError(errno, path: path) }
    var status = stat()
    let isRead = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    let stored = isRead ? UInt64(clamping: status.st_size) : 0
    guard let opener, stored > start else {
      segments = nil
      size = stored
      guard isRead else { throw .inputOutput("\(path): it is no file") }
      guard opener == nil else { throw .changedSegment(path: path, number: 1) }
      return
    }
    let segments = Segments(
      opener: opener, start: start, last: (stored - start - 1) / UInt64(FileSegments.storedSize),
      storedSize: stored - start)
    let rest = try Self.opened(segments.last, of: segments, from: source, path: path)
    self.segments = segments
    size = segments.last * UInt64(FileSegments.size) + UInt64(rest.count)
    current.withLock { $0 = (segments.last, rest) }
  }

  /// One whose bytes are elsewhere.
  ///
  /// - Parameters:
  ///   - name: for what goes wrong.
  ///   - stored: how many bytes there are.
  ///   - opener: opens them where they are sealed; nil where they are to be read as they are.
  ///   - read: gives bytes at a position; fewer at the end only.
  public init(
    named name: String, stored: UInt64, opener: (any SegmentSealer)?,
    read: @escaping @Sendable (_ position: UInt64, _ count: Int) throws(StoreError) -> [UInt8]
  ) throws(StoreError) {
    path = name
    let source = Source.other(read)
    self.source = source
    guard let opener else {
      segments = nil
      size = stored
      return
    }
    guard stored > 0 else {
      (segments, size) = (nil, 0)
      throw .changedSegment(path: name, number: 1)
    }
    let segments = Segments(
      opener: opener, start: 0, last: (stored - 1) / UInt64(FileSegments.storedSize),
      storedSize: stored)
    let rest = try Self.opened(segments.last, of: segments, from: source, path: name)
    self.segments = segments
    size = segments.last * UInt64(FileSegments.size) + UInt64(rest.count)
    current.withLock { $0 = (segments.last, rest) }
  }

  /// One that is to be read as it is.
  @Sendable public static func plain(_ path: String) throws(StoreError) -> WholeFile {
    try WholeFile(path: path)
  }

  deinit {
    current.withLock { $0?.bytes.wipe() }
    if case .descriptor(let descriptor) = source { close(descriptor) }
  }

  /// - Returns: fewer bytes at the end only.
  public func read(at position: UInt64, count: Int) throws(StoreError) -> [UInt8] {
    guard let segments else {
      return try Self.read(source, path: path, at: position, count: count)
    }
    var bytes: [UInt8] = []
    let end = min(size, position + UInt64(count))
    bytes.reserveCapacity(Int(end - min(end, position)))
    while position + UInt64(bytes.count) < end {
      let at = position + UInt64(bytes.count)
      let number = FileSegments.full(in: at)
      let part = try segment(number, of: segments)
      let first = Int(at % UInt64(FileSegments.size))
      bytes += part.dropFirst(first).prefix(Int(end - at))
    }
    return bytes
  }

  private func segment(_ number: UInt64, of segments: Segments) throws(StoreError) -> [UInt8] {
    if let known = current.withLock({ $0?.number == number ? $0?.bytes : nil }) { return known }
    let bytes = try Self.opened(number, of: segments, from: source, path: path)
    current.withLock { current in
      current?.bytes.wipe()
      current = (number, bytes)
    }
    return bytes
  }

  private static func opened(
    _ number: UInt64, of segments: Segments, from source: Source, path: String
  ) throws(StoreError) -> [UInt8] {
    let offset = FileSegments.offset(of: number)
    let count = Int(min(UInt64(FileSegments.storedSize), segments.storedSize - offset))
    let stored = try read(source, path: path, at: segments.start + offset, count: count)
    let isLast = number == segments.last
    var bytes = segments.opener.open(stored, number: number, isLast: isLast)
    if isLast, let padded = bytes {
      bytes = FileSegments.restCount(of: padded).map { Array(padded.prefix($0)) }
    }
    guard let bytes else { throw .changedSegment(path: path, number: number + 1) }
    return bytes
  }

  private static func read(
    _ source: Source, path: String, at position: UInt64, count: Int
  ) throws(StoreError) -> [UInt8] {
    let descriptor: Int32
    switch source {
    case .descriptor(let number): descriptor = number
    case .other(let read): return try read(position, count)
    }
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = bytes.withUnsafeMutableBytes { buffer in
        pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, count - filled,
          off_t(clamping: position) + filled)
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw Home.openError(errno, path: path) }
      guard read > 0 else { break }
      filled += read
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  /// SHA-256 of it.
  ///
  /// - Parameter isCancelled: asked now and then; a cancelled reading returns nil.
  public func digest(
    isCancelled: () -> Bool = { false }
  ) throws(StoreError) -> [UInt8]? {
    var digest = FileDigest()
    var position: UInt64 = 0
    while true {
      if isCancelled() { return nil }
      let bytes = try read(at: position, count: Self.chunkSize)
      if bytes.isEmpty { return digest.value }
      bytes.withUnsafeBytes { digest.add($0) }
      position += UInt64(bytes.count)
    }
  }

  static let chunkSize = 128 << 10
}
