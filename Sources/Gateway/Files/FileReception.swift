import GatewayCore
import GatewayEngine
import GatewayStore
import Synchronization

/// One file that is being received, in one session of its contact: from the part that is there to
/// the whole file, or to a part that another session goes on with.
final class FileReception: Sendable {
  private let id: MessageID
  private let disk: FileDisk
  private let queue = Mutex(Queue())
  private let file = Mutex<Open?>(nil)

  private struct Queue {
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
    var knowsType = false
    var syncedAt: Uptime
    var durable: UInt64
    var isSyncing = false
    var isFullTold = false
  }

  /// The bytes from which the media type is told.
  static let headSize = 64 << 10
  /// Bytes that wait, beyond which the sender pauses, and below which it goes on.
  private static let longQueue = 2 << 20
  private static let shortQueue = 256 << 10
  /// Milliseconds between two times that the bytes are made durable before the end.
  private static let syncInterval: Int64 = 1_000

  init(_ id: MessageID, on disk: FileDisk) {
    self.id = id
    self.disk = disk
  }

  private var lane: DiskThreads.Lane { DiskThreads.Lane(file: id) }
  private var isOver: Bool { queue.withLock(\.isOver) }
  /// Whether so much waits to be written that no more should come for now.
  var isLong: Bool { queue.withLock(\.isLong) }

  func open(at position: UInt64, keepsFree: Int64) {
    disk.threads.submit(lane) { [self] in
      if let size = disk.folder.size(of: id) {
        disk.tell(.isWhole(id, size: size))
        return .done
      }
      do throws(StoreError) {
        let opened = try IncomingFile(
          id, in: disk.folder, at: position, keepsFree: keepsFree)
        file.withLock { $0 = Open(file: opened, syncedAt: .now, durable: position) }
        disk.tell(.isOpen(id, position))
      } catch {
        return handle(error)
      }
      return .done
    }
  }

  /// Takes the next bytes.
  func write(_ bytes: [UInt8]) {
    let isLong = queue.withLock { queue in
      queue.bytes += bytes.count
      guard !queue.isLong, queue.bytes > Self.longQueue else { return false }
      queue.isLong = true
      return true
    }
    if isLong { disk.tell(.isLong(id)) }
    let rest = Mutex(bytes[...])
    disk.threads.submit(lane) { [self] in rest.withLock { write(&$0) } }
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
    let isShort = queue.withLock { queue in
      queue.bytes -= before - bytes.count
      guard queue.isLong, queue.bytes < Self.shortQueue, failure == nil else { return false }
      queue.isLong = false
      return true
    }
    if isShort { disk.tell(.isShort(id)) }
    if let failure { return handle(failure) }
    tellType()
    syncIfDue()
    return .done
  }

  /// - Returns: whether to try again: a full disk may have room later.
  private func handle(_ error: StoreError) -> DiskThreads.Outcome {
    guard !isOver else { return .done }
    guard error == .full else {
      queue.withLock { $0.isOver = true }
      disk.tell(.news(id, .failed(.unreadable)))
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
      guard let file = open?.file, open?.knowsType == false, file.position >= Self.headSize else {
        return nil
      }
      open?.knowsType = true
      return (try? file.head(count: Self.headSize)).flatMap(disk.type(ofHead:))
    }
    guard let told else { return }
    disk.tell(.news(id, .durable(file.withLock { $0?.durable } ?? 0, type: told)))
  }

  /// Makes the bytes durable, beside the lane that writes.
  private func syncIfDue() {
    let due = file.withLock { open -> IncomingFile? in
      guard let known = open, !known.isSyncing, known.file.position > known.durable,
        Uptime.now.isPast(Self.syncInterval, since: known.syncedAt)
      else { return nil }
      open?.isSyncing = true
      return known.file
    }
    guard let due else { return }
    let position = due.position
    disk.threads.submit(DiskThreads.Lane(file: id, kind: .sync)) { [self] in
      let isSynced = (try? due.sync()) != nil
      file.withLock { open in
        open?.isSyncing = false
        open?.syncedAt = .now
        if isSynced { open?.durable = position }
      }
      if isSynced, !isOver { tellDurable(position) }
      return .done
    }
  }

  private func tellDurable(_ position: UInt64) {
    disk.noteDurable(id, position)
    disk.tell(.news(id, .durable(position, type: nil)))
  }

  /// All bytes were handed over: the file gets its final name.
  func finish() {
    disk.threads.submit(lane) { [self] in
      guard !isOver, let open = file.withLock(\.self) else { return .done }
      do throws(StoreError) {
        let digest = try open.file.finish()
        queue.withLock { $0.isOver = true }
        disk.noteDurable(id, nil)
        disk.tell(
          .news(
            id, .whole(size: open.file.position, digest: digest, type: disk.type(of: id))))
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
      let position = open.file.position
      if position > open.durable, (try? open.file.sync()) != nil { tellDurable(position) }
      file.withLock { $0 = nil }
      return .done
    }
  }

  /// Nothing more of it is needed.
  func cancel() { queue.withLock { $0.isOver = true } }
}
