import GatewayCore
import GatewayEngine
import GatewayStore
import Synchronization

/// What the disk says of a file.
enum FileDiskEvent: Sendable {
  /// An intake is open: what is written goes behind so many bytes.
  case isOpen(MessageID, UInt64)
  /// It is whole already.
  case isWhole(MessageID, size: UInt64)
  /// So many bytes wait to be written that no more should come for now.
  case isLong(MessageID)
  /// Few wait now.
  case isShort(MessageID)
  /// The bytes that were to be read; none where the file can't be read.
  case read(MessageID, at: UInt64, [UInt8])
  /// For the engine.
  case news(MessageID, FileNews)
}

/// The disk under the files of a home, on threads of its own. Calls return at once; the jobs of one
/// file are done in order, and what comes of them is told from those threads.
final class FileDisk: Sendable {
  /// What seals and opens bytes of a home.
  struct Sealing: Sendable {
    /// Of a file that is under way; nil where they are stored as they are.
    var ofFile: @Sendable (MessageID) throws(StoreError) -> (any SegmentSealer)?
    /// Opens an upload.
    var upload: IncomingUpload.Opening

    static let none = Sealing(
      ofFile: { (_) throws(StoreError) in nil }, upload: WholeFile.plain)

    static func of(_ store: Store) -> Sealing {
      Sealing(ofFile: store.segments(of:), upload: store.upload(at:))
    }
  }

  let folder: FileFolder
  let threads: DiskThreads
  private let types: MediaTypes
  private let sealing: Sealing
  private let told: Mutex<@Sendable (FileDiskEvent) -> Void>
  private let state = Mutex(State())

  private struct State {
    /// The bytes of parts that are known to be durable: the engine may have heard of fewer.
    var durable: [MessageID: UInt64] = [:]
    /// Files that are being read.
    var open: [MessageID: WholeFile] = [:]
    /// Files that are being copied, and need not be any more.
    var cancelled: Set<MessageID> = []
    /// Bytes of all files that wait to be written.
    var waiting = 0
    /// When a sender was last made to pause.
    var pausedAt: Uptime?
    /// Files that failed since their bytes did not follow each other.
    var gapCount = 0
  }

  /// Milliseconds until what found no room is tried again.
  static let retryDelay: Int64 = 2_000

  init(
    _ folder: FileFolder, threads: DiskThreads = DiskThreads(), types: MediaTypes = .none,
    sealing: Sealing = .none
  ) {
    self.folder = folder
    self.threads = threads
    self.types = types
    self.sealing = sealing
    told = Mutex { _ in }
  }

  /// - Parameter tell: called from the disk's threads.
  func follow(_ tell: @escaping @Sendable (FileDiskEvent) -> Void) {
    told.withLock { $0 = tell }
  }

  func tell(_ event: FileDiskEvent) { told.withLock(\.self)(event) }

  /// Ends the threads; what the contacts' sessions have left is durable then.
  func close() { threads.close(within: Self.closingTime) }

  /// Milliseconds: a disk that does not answer must not keep the program from ending.
  private static let closingTime: Int64 = 5_000

  /// Opens the part of a file for what comes.
  ///
  /// - Parameter position: the bytes that the engine knows to be durable.
  func receive(
    _ id: MessageID, from position: UInt64, size: UInt64?, keepsFree: Int64
  ) -> FileReception {
    FileReception(id, on: self, from: position, size: size, keepsFree: keepsFree)
  }

  /// Where the part of a file goes on, as far as it is known now: a former session may still have
  /// something to make durable, in the lane of the file.
  func start(of id: MessageID, from position: UInt64, size: UInt64?) -> UInt64 {
    let durable = state.withLock { $0.durable[id] } ?? position
    // A sender can't be asked for nothing.
    return size.map { $0 == 0 ? 0 : min(durable, $0 - 1) } ?? durable
  }

  func noteDurable(_ id: MessageID, _ position: UInt64?) {
    state.withLock { $0.durable[id] = position }
  }

  /// Whether one more sender may be made to pause. A disk that is only now and then late would
  /// cause hundreds of pauses a second; senders have a limit for them.
  func mayPause() -> Bool {
    state.withLock { state in
      let now = Uptime.now
      guard state.pausedAt.map({ now.isPast(Self.pauseInterval, since: $0) }) ?? true else {
        return false
      }
      state.pausedAt = now
      return true
    }
  }

  /// Milliseconds.
  private static let pauseInterval: Int64 = 10

  /// So many bytes more wait to be written, or fewer.
  ///
  /// - Returns: whether so much waits of all files that the memory for it is used up.
  @discardableResult
  func noteWaiting(_ change: Int) -> Bool {
    state.withLock { state in
      state.waiting += change
      return state.waiting > Self.waitingMax
    }
  }

  /// Bytes.
  static let waitingMax = 3 << 20

  func noteGap() { state.withLock { $0.gapCount += 1 } }

  /// How many files failed since their bytes did not follow each other, which no sender can cause.
  var gapCount: Int { state.withLock(\.gapCount) }

  /// Does something some tenths of a second later.
  func later(_ body: @escaping @Sendable () -> Void) {
    let isFirst = Mutex(true)
    threads.submit(DiskThreads.Lane(file: MessageID(0), kind: .sync)) {
      let waits = isFirst.withLock { first in
        defer { first = false }
        return first
      }
      if waits { return .again(after: 200) }
      body()
      return .done
    }
  }

  /// Removes what there is of a file, after what is being done with it.
  func discard(_ id: MessageID) {
    state.withLock { state in
      state.durable[id] = nil
      state.cancelled.insert(id)
    }
    threads.submit(DiskThreads.Lane(file: id)) { [self] in
      state.withLock { state in
        state.open[id] = nil
        state.cancelled.remove(id)
      }
      folder.remove(id)
      return .done
    }
  }
}

/// Files that are to be sent.
extension FileDisk {
  /// The folder that paths in a bot's file are relative to.
  static func folder(ofBot path: String?) -> String {
    guard let path, let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Copies a file into the home.
  ///
  /// - Parameters:
  ///   - base: the folder that a path is relative to.
  ///   - keepsFree: the bytes of the file system that stay free.
  func copy(_ id: MessageID, from source: FileSource, relativeTo base: String, keepsFree: Int64) {
    threads.submit(DiskThreads.Lane(file: id)) { [self] in
      do throws(FileCopying.Obstacle) {
        let sealer = try copySealer(of: id)
        let copying = FileCopying(
          id, in: folder, keepsFree: keepsFree, sealer: sealer,
          openUpload: sealing.upload)
        let (size, digest) =
          switch source {
          case .path(let path):
            try copying.copy(path: path.hasPrefix("/") ? path : "\(base)/\(path)") {
              isCancelled(id)
            }
          case .stored(let other): try copy(stored: other, copying)
          }
        tell(.news(id, .copied(size: size, digest: digest, type: type(of: id, opener: sealer))))
      } catch {
        switch error {
        case .full:
          tell(.news(id, .isOutOfSpace))
          return .again(after: Self.retryDelay)
        case .unreadable: tell(.news(id, .notCopied(.unreadable)))
        case .cancelled: break
        }
      }
      return .done
    }
  }

  private func copy(
    stored other: MessageID, _ copying: FileCopying
  ) throws(FileCopying.Obstacle) -> (size: UInt64, digest: [UInt8]) {
    // What was sealed to people meanwhile can't be read here.
    guard try copySealer(of: other) == nil else { throw .unreadable }
    return try copying.copy(stored: other) { isCancelled(copying.id) }
  }

  private func copySealer(
    of id: MessageID
  ) throws(FileCopying.Obstacle) -> (any SegmentSealer)? {
    do throws(StoreError) { return try sealing.ofFile(id) } catch { throw .unreadable }
  }

  private func isCancelled(_ id: MessageID) -> Bool {
    state.withLock { $0.cancelled.contains(id) }
  }

  /// - Parameter opener: opens the bytes of a sealed file, whose beginning alone is looked at.
  func type(of id: MessageID, opener: (any SegmentSealer)?) -> String? {
    guard let opener else { return types.type(ofFile: folder.path(of: id)) }
    let head = try? WholeFile(id, in: folder, opener: opener).read(at: 0, count: Self.headSize)
    return head.flatMap(type(ofHead:))
  }

  func type(ofHead head: [UInt8]) -> String? { types.type(ofHead: head) }

  /// The bytes by which the media type is told before a file is whole.
  static let headSize = 64 << 10

  func segments(of id: MessageID) throws(StoreError) -> (any SegmentSealer)? {
    try sealing.ofFile(id)
  }

  /// Reads some of a whole file.
  func read(_ id: MessageID, at position: UInt64, count: Int) {
    threads.submit(DiskThreads.Lane(file: id)) { [self] in
      var bytes: [UInt8] = []
      if let file = opened(id) { bytes = (try? file.read(at: position, count: count)) ?? [] }
      tell(.read(id, at: position, bytes))
      return .done
    }
  }

  private func opened(_ id: MessageID) -> WholeFile? {
    if let known = state.withLock({ $0.open[id] }) { return known }
    guard let file = try? WholeFile(id, in: folder, opener: sealing.ofFile(id)) else { return nil }
    state.withLock { $0.open[id] = file }
    return file
  }

  /// A file is not read any more for now.
  func stopReading(_ id: MessageID) {
    threads.submit(DiskThreads.Lane(file: id)) { [self] in
      state.withLock { $0.open[id] = nil }
      return .done
    }
  }
}

/// After a crash.
extension FileDisk {
  /// A file got its final name, and the engine does not know it.
  func completeAgain(_ id: MessageID) {
    threads.submit(DiskThreads.Lane(file: id)) { [self] in
      do throws(StoreError) {
        let opener = try sealing.ofFile(id)
        let file = try WholeFile(id, in: folder, opener: opener)
        guard let digest = try file.digest() else { return .done }
        let type = type(of: id, opener: opener)
        tell(.news(id, .whole(size: file.size, digest: digest, type: type)))
      } catch {
        tell(.news(id, .failed(.unreadable)))
      }
      return .done
    }
  }
}
