import GatewayCore
import GatewayEngine
import GatewayStore
import Synchronization

/// One file that is being received, in one session of its contact: from the part that is there to
/// the whole file, or to a part that another session goes on with.
final class FileReception: Sendable {
  private let id: MessageID
  private let disk: FileDisk
  private let queue: Mutex<Queue>
  private let file = Mutex<Open?>(nil)

  private struct Queue {
    /// Where the next bytes belong.
    var end: UInt64
    /// Bytes that wait to be written.
    var bytes = 0
    /// Whether the sender was to be told to pause.
    var isLong = false
    /// Nothing more is written.
    var isOver = false
  }

  /// Used by the lane of the file's bytes alone; a mutex makes that safe to say.
  private struct Open {
    let file: IncomingFile
    let sealer: (any SegmentSealer)?
    var knowsType = false
    var syncedAt: Uptime
    var durable: UInt64
    var isSyncing = false
    var isFullTold = false
  }

  /// Bytes that wait, beyond which the sender pauses where the disk may have one more pause or much
  /// waits of all files, beyond which it does in any case, and below which it goes on.
  private static let longQueue = 192 << 10
  private static let longestQueue = 2 << 20
  private static let shortQueue = 64 << 10
  /// Milliseconds between two times that the bytes are made durable before the end.
  private static let syncInterval: Int64 = 1_000

  /// - Parameter position: the bytes that the engine knows to be durable.
  init(
    _ id: MessageID, on disk: FileDisk, from position: UInt64, size: UInt64?, keepsFree: Int64
  ) {
    self.id = id
    self.disk = disk
    let expected = disk.start(of: id, from: position, size: size)
    queue = Mutex(Queue(end: expected))
    open(from: position, size: size, expecting: expected, keepsFree: keepsFree)
  }

  private var lane: DiskThreads.Lane { DiskThreads.Lane(file: id) }
  private var isOver: Bool { queue.withLock(\.isOver) }
  /// Whether so much waits to be written that no more should come for now.
  var isLong: Bool { queue.withLock(\.isLong) }

  private func open(
    from position: UInt64, size: UInt64?, expecting expected: UInt64, keepsFree: Int64
  ) {
    disk.threads.submit(lane) { [self] in
      do throws(StoreError) {
        let sealer = try disk.segments(of: id)
        if disk.folder.size(of: id) != nil {
          let whole = try WholeFile(id, in: disk.folder, opener: sealer)
          disk.tell(.isWhole(id, size: whole.size))
          return .done
        }
        let position = start(from: position, size: size, isSealed: sealer != nil)
        // Nothing comes before the sender is told where.
        if position != expected { queue.withLock { $0.end = position } }
        let opened = try IncomingFile(
          id, in: disk.folder, at: position, keepsFree: keepsFree, sealer: sealer)
        // What was behind it is cut off.
        disk.noteDurable(id, position)
        file.withLock { $0 = Open(file: opened, sealer: sealer, syncedAt: .now, durable: position) }
        disk.tell(.isOpen(id, position))
      } catch {
        return handle(error)
      }
      return .done
    }
  }

  /// Behind the bytes that are there, and of a sealed file at a segment's start. Asked in the lane
  /// of the file, where no former session changes them any more.
  private func start(from position: UInt64, size: UInt64?, isSealed: Bool) -> UInt64 {
    let known = disk.start(of: id, from: position, size: size)
    let stored = disk.folder.partSize(of: id) ?? 0
    guard isSealed else { return min(known, stored) }
    return FileSegments.start(before: min(known, FileSegments.bytes(inStored: stored)))
  }

  /// Takes the next bytes.
  ///
  /// - Parameter position: where they belong. Bytes that do not follow the others end the
  ///   reception: nothing wrong is stored.
  func write(_ bytes: [UInt8], at position: UInt64) {
    let taken = queue.withLock { queue -> (isTaken: Bool, isLong: Bool) in
      guard !queue.isOver, position == queue.end else { return (false, false) }
      queue.end += UInt64(bytes.count)
      queue.bytes += bytes.count
      let isCrowded = disk.noteWaiting(bytes.count)
      guard !queue.isLong, queue.bytes > Self.longQueue,
        queue.bytes > Self.longestQueue || isCrowded || disk.mayPause()
      else { return (true, false) }
      queue.isLong = true
      return (true, true)
    }
    guard taken.isTaken else { return bytesMissing() }
    if taken.isLong { disk.tell(.isLong(id)) }
    let rest = Mutex(bytes[...])
    disk.threads.submit(lane) { [self] in rest.withLock { write(&$0) } }
  }

  /// What came is not the file that was sent.
  private func bytesMissing() {
    guard end() else { return }
    disk.noteGap()
    disk.tell(.news(id, .failed(.malformed)))
  }

  /// The disk does not keep the file.
  private func lose() { if end() { disk.tell(.news(id, .failed(.unreadable))) } }

  /// Nothing more is written.
  ///
  /// - Returns: whether that is news.
  private func end() -> Bool {
    queue.withLock { queue in
      defer { queue.isOver = true }
      return !queue.isOver
    }
  }

  private func write(_ bytes: inout ArraySlice<UInt8>) -> DiskThreads.Outcome {
    let before = bytes.count
    var failure: StoreError?
    file.withLock { open in
      guard !isOver, open != nil else { return bytes = [] }
      do throws(StoreError) {
        try open?.file.write(&bytes)
        open?.isFullTold = false
      } catch {
        failure = error
      }
    }
    disk.noteWaiting(bytes.count - before)
    let isShort = queue.withLock { queue in
      queue.bytes -= before - bytes.count
      guard queue.isLong, queue.bytes < Self.shortQueue, failure == nil else { return false }
      queue.isLong = false
      return true
    }
    if isShort { disk.tell(.isShort(id)) }
    if let failure {
      let outcome = handle(failure)
      // Nothing tries them again.
      if case .done = outcome { disk.noteWaiting(-bytes.count) }
      return outcome
    }
    tellType()
    syncIfDue()
    return .done
  }

  /// - Returns: whether to try again: a full disk may have room later.
  private func handle(_ error: StoreError) -> DiskThreads.Outcome {
    guard !isOver else { return .done }
    guard error == .full else {
      lose()
      return .done
    }
    pause()
    let isTold = file.withLock { open in
      defer { open?.isFullTold = true }
      return open?.isFullTold ?? false
    }
    if !isTold { disk.tell(.news(id, .isOutOfSpace)) }
    return .again(after: FileDisk.retryDelay)
  }

  private func pause() {
    let isNew = queue.withLock { queue in
      defer { queue.isLong = true }
      return !queue.isLong
    }
    if isNew { disk.tell(.isLong(id)) }
  }

  /// Tells the media type once enough of the file is here.
  private func tellType() {
    let told = file.withLock { open -> String? in
      guard let file = open?.file, open?.knowsType == false, file.position >= FileDisk.headSize
      else {
        return nil
      }
      open?.knowsType = true
      return (try? file.head(count: FileDisk.headSize)).flatMap(disk.type(ofHead:))
    }
    guard let told else { return }
    disk.tell(.news(id, .durable(file.withLock { $0?.durable } ?? 0, type: told)))
  }

  /// Makes the bytes durable, beside the lane that writes.
  private func syncIfDue() {
    let due = file.withLock { open -> IncomingFile? in
      guard let known = open, !known.isSyncing, known.file.written > known.durable,
        Uptime.now.isPast(Self.syncInterval, since: known.syncedAt)
      else { return nil }
      open?.isSyncing = true
      return known.file
    }
    guard let due else { return }
    let position = due.written
    disk.threads.submit(DiskThreads.Lane(file: id, kind: .sync)) { [self] in
      do throws(StoreError) {
        try due.sync()
      } catch {
        // A disk tells an error once: the end of the file would not see it.
        lose()
        return .done
      }
      file.withLock { open in
        open?.isSyncing = false
        open?.syncedAt = .now
        open?.durable = position
      }
      if !isOver { tellDurable(position) }
      return .done
    }
  }

  private func tellDurable(_ position: UInt64) {
    disk.noteDurable(id, position)
    disk.tell(.news(id, .durable(position, type: nil)))
  }

  /// All bytes were handed over: the file gets its final name.
  ///
  /// - Parameter size: how many there are to be; with another number the reception fails.
  func finish(size: UInt64) {
    guard queue.withLock({ $0.end == size }) else { return bytesMissing() }
    disk.threads.submit(lane) { [self] in
      guard !isOver, let open = file.withLock(\.self) else { return .done }
      do throws(StoreError) {
        let digest = try open.file.finish()
        guard end() else { return .done }
        disk.noteDurable(id, nil)
        let type = disk.type(of: id, opener: open.sealer)
        disk.tell(.news(id, .whole(size: open.file.position, digest: digest, type: type)))
        file.withLock { $0 = nil }
      } catch {
        return handle(error)
      }
      return .done
    }
  }

  /// The session ended: what is here is made durable, for the next one.
  func close() {
    disk.threads.submit(lane) { [self] in
      guard !isOver, let open = file.withLock(\.self) else { return .done }
      queue.withLock { $0.isOver = true }
      let position = open.file.written
      if position > open.durable, (try? open.file.sync()) != nil { tellDurable(position) }
      file.withLock { $0 = nil }
      return .done
    }
  }

  /// Nothing more of it is needed.
  func cancel() { queue.withLock { $0.isOver = true } }
}
