import GatewayCore
import GatewayEngine
import ToxCore
import ToxWire

/// Carries files between a node and the disk, on the node's loop: the engine decides, and never
/// sees their bytes.
///
/// Used on the loop only, or on the thread that plays it.
final class FileCarrier: @unchecked Sendable {
  /// Work on the node, at once or soon.
  typealias Work = @Sendable (inout ToxNode, Now) -> Void

  let disk: FileDisk
  /// The folder that paths of files to be sent are relative to.
  private let base: String
  private let perform: @Sendable (@escaping Work) -> Void
  private let post: @Sendable (NetworkEvent) -> Void

  private var lastToken: UInt64 = 0
  /// Offers of contacts that the engine has not answered.
  private var offers: [FileToken: FileTransferID] = [:]
  /// Files that are being received, by item and by transfer.
  private var incoming: [MessageID: Incoming] = [:]
  private var received: [FileTransferID: MessageID] = [:]
  /// Transfers of files that are here already.
  private var satisfied: Set<FileTransferID> = []
  private var outgoing: OutgoingFiles

  private struct Incoming {
    let transfer: FileTransferID
    let reception: FileReception
    let sizeMax: UInt64
    var isPaused = false
  }

  /// - Parameters:
  ///   - perform: does work on the node, on its loop.
  ///   - post: takes what the engine is to know; called from any thread.
  init(
    _ disk: FileDisk, relativeTo base: String,
    perform: @escaping @Sendable (@escaping Work) -> Void,
    post: @escaping @Sendable (NetworkEvent) -> Void
  ) {
    self.disk = disk
    self.base = base
    self.perform = perform
    self.post = post
    outgoing = OutgoingFiles(from: disk)
    disk.follow { [weak self] event in
      if case .news(let id, let news) = event { post(.file(id, news)) }
      guard let self else { return }
      perform { node, now in self.handle(event, on: &node, now: now) }
    }
  }

  // MARK: What the node tells

  func offered(
    _ transfer: FileTransferID, _ details: FileOfferDetails, by contact: ContactKey
  ) -> NetworkEvent {
    lastToken += 1
    let token = FileToken(lastToken)
    offers[token] = transfer
    return .fileOffered(
      OfferedFile(
        token: token, contact: contact, name: String(decoding: details.name, as: UTF8.self),
        size: details.size, fileID: details.fileID.bytes, kind: details.kind.wireValue))
  }

  /// - Returns: what the engine is to know, if anything.
  func handle(_ event: Event) -> NetworkEvent? {
    switch event {
    case .fileData(let transfer, let position, let bytes):
      took(bytes, at: position, of: transfer)
      return nil
    case .fileReceived(let transfer, let size, _):
      tookAll(of: transfer, size: size)
      return nil
    case .fileAccepted(let transfer, _):
      return outgoing.id(of: transfer).map { .file($0, .taken) }
    case .fileWritable(let transfer, let position, let count):
      return outgoing.read(transfer, count: count, at: position)
    case .fileSent(let transfer): return sentAll(of: transfer)
    case .fileEnded(let transfer, let end): return ended(transfer, end)
    default: return nil
    }
  }

  private func took(_ bytes: [UInt8], at position: UInt64, of transfer: FileTransferID) {
    guard let id = received[transfer], let file = incoming[id] else { return }
    guard position + UInt64(bytes.count) <= file.sizeMax else {
      perform { node, now in node.cancelFile(transfer, now: now) }
      file.reception.cancel()
      forget(incoming: id)
      return post(.file(id, .failed(.overLimit)))
    }
    file.reception.write(bytes, at: position)
  }

  private func tookAll(of transfer: FileTransferID, size: UInt64) {
    if satisfied.remove(transfer) != nil {
      perform { node, now in node.consumeFile(transfer, now: now) }
    } else if let id = received[transfer] {
      incoming[id]?.reception.finish(size: size)
    }
  }

  private func sentAll(of transfer: FileTransferID) -> NetworkEvent? {
    guard let id = outgoing.id(of: transfer) else { return nil }
    outgoing.forget(id)
    return .file(id, .sent)
  }

  private func ended(_ transfer: FileTransferID, _ end: FileEnd) -> NetworkEvent? {
    satisfied.remove(transfer)
    if let id = received[transfer] {
      incoming[id]?.reception.close()
      forget(incoming: id)
      return end.failure.map { .file(id, .failed($0)) }
    }
    if let id = outgoing.id(of: transfer) {
      outgoing.forget(id)
      return end.failure.map { .file(id, .failed($0)) }
    }
    guard let token = offers.first(where: { $0.value == transfer })?.key else { return nil }
    offers[token] = nil
    return end == .cancelledByPeer ? .fileWithdrawn(token) : nil
  }

  private func forget(incoming id: MessageID) {
    if let file = incoming.removeValue(forKey: id) { received[file.transfer] = nil }
  }

  // MARK: What the engine asks for

  /// - Parameter friend: the contact of an offer; nil where it is none of the node's.
  /// - Returns: the outcome, where there is one.
  func carryOut(
    _ command: FileCommand, with friend: FriendID?, on node: inout ToxNode, now: Now
  ) -> NetworkEvent? {
    switch command {
    case .receive(let intake): receive(intake)
    case .satisfy(let token, let size):
      if let transfer = offers.removeValue(forKey: token) {
        satisfy(transfer, size: size, on: &node, now: now)
      }
    case .refuse(let token):
      if let transfer = offers.removeValue(forKey: token) {
        node.cancelFile(transfer, now: now)
      }
    case .acknowledge(let id):
      if let file = incoming[id] { node.consumeFile(file.transfer, now: now) }
      forget(incoming: id)
    case .copy(let id, let source, let keepsFree):
      disk.copy(id, from: source, relativeTo: base, keepsFree: keepsFree)
    case .offer(let file): return outgoing.offer(file, to: friend, on: &node, now: now)
    case .discard(let id):
      discard(id, on: &node, now: now)
    }
    return nil
  }

  private func receive(_ intake: FileIntake) {
    // The offer's session may be over: then its client offers the file again.
    guard let transfer = offers.removeValue(forKey: intake.token) else { return }
    let reception = disk.receive(
      intake.id, from: intake.position, size: intake.size, keepsFree: intake.keepsFree)
    incoming[intake.id] = Incoming(
      transfer: transfer, reception: reception, sizeMax: intake.sizeMax)
    received[transfer] = intake.id
  }

  private func satisfy(
    _ transfer: FileTransferID, size: UInt64, on node: inout ToxNode, now: Now
  ) {
    satisfied.insert(transfer)
    accept(transfer, from: size == 0 ? 0 : size - 1, on: &node, now: now)
  }

  private func accept(
    _ transfer: FileTransferID, from position: UInt64, on node: inout ToxNode, now: Now
  ) {
    do throws(AcceptFileError) {
      try node.acceptFile(transfer, from: position, now: now)
    } catch {
      switch error {
      case .noSuchTransfer, .alreadyAccepted: break
      case .positionPastEnd: node.cancelFile(transfer, now: now)
      case .queueFull:
        disk.later { [self] in
          perform { node, now in self.accept(transfer, from: position, on: &node, now: now) }
        }
      }
    }
  }

  private func discard(_ id: MessageID, on node: inout ToxNode, now: Now) {
    if let file = incoming[id] {
      file.reception.cancel()
      node.cancelFile(file.transfer, now: now)
      forget(incoming: id)
    }
    outgoing.cancel(id, on: &node, now: now)
    disk.discard(id)
  }

  // MARK: What the disk tells

  private func handle(_ event: FileDiskEvent, on node: inout ToxNode, now: Now) {
    switch event {
    case .isOpen(let id, let position):
      if let file = incoming[id] { accept(file.transfer, from: position, on: &node, now: now) }
    case .isWhole(let id, let size):
      guard let file = incoming[id] else { return }
      forget(incoming: id)
      satisfy(file.transfer, size: size, on: &node, now: now)
    case .isLong(let id), .isShort(let id): steer(id, on: &node, now: now)
    case .read(let id, let position, let bytes):
      let failure = outgoing.write(bytes, of: id, at: position, on: &node, now: now)
      if let failure { post(failure) }
    case .news(let id, .failed):
      // The engine ends it; until then nothing more is to come.
      if let file = incoming[id] { node.cancelFile(file.transfer, now: now) }
      forget(incoming: id)
    case .news: break
    }
  }

  /// Lets the sender of a file pause, or go on, as the queue of what waits to be written is now.
  /// The two events come from different threads, and may overtake each other.
  private func steer(_ id: MessageID, on node: inout ToxNode, now: Now) {
    guard let file = incoming[id] else { return }
    let isLong = file.reception.isLong
    guard isLong != file.isPaused else { return }
    incoming[id]?.isPaused = isLong
    if isLong {
      node.pauseFile(file.transfer, now: now)
    } else {
      node.resumeFile(file.transfer, now: now)
    }
  }
}

extension FileCommand {
  /// The contact that is offered something.
  var contact: ContactKey? { if case .offer(let file) = self { file.contact } else { nil } }
}

extension FileEnd {
  /// nil where the file waits for its next session.
  fileprivate var failure: FileFailure? {
    switch self {
    case .cancelledByPeer: .cancelledByContact
    case .disconnected: nil
    case .cutShort, .violation: .malformed
    }
  }
}

extension FileKind {
  fileprivate var wireValue: UInt32 {
    switch self {
    case .data: 0
    case .avatar: OfferedFile.avatarKind
    case .other(let value): value
    }
  }
}
