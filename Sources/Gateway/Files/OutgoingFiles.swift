import GatewayCore
import GatewayEngine
import ToxCore
import ToxWire

/// Files on their way to contacts: the node asks for bytes, the disk reads them, and the node sends
/// what was read.
struct OutgoingFiles {
  private let disk: FileDisk
  private var files: [MessageID: Outgoing] = [:]
  private var sent: [FileTransferID: MessageID] = [:]

  private struct Outgoing {
    let transfer: FileTransferID
    /// Where the bytes begin that the node waits for.
    var asked: UInt64?
    /// When the engine was last told how far it is.
    var toldAt = Uptime.now
  }

  /// Milliseconds between two reports of how far a file is.
  private static let progressInterval: Int64 = 1_000
  /// The bytes of a file's name that an offer takes.
  private static let nameBytesMax = 255

  init(from disk: FileDisk) { self.disk = disk }

  /// The file of a transfer; nil where it is none of these.
  func id(of transfer: FileTransferID) -> MessageID? { sent[transfer] }

  /// - Parameter friend: nil where the contact is none of the node's.
  /// - Returns: why it is not offered; nil where it is.
  mutating func offer(
    _ file: OutgoingFile, to friend: FriendID?, on node: inout ToxNode, now: Now
  ) -> NetworkEvent? {
    guard let friend, files[file.id] == nil else { return .file(file.id, .notOffered) }
    var name = file.name
    while name.utf8.count > Self.nameBytesMax { name.removeLast() }
    do throws(OfferFileError) {
      let transfer = try node.offerFile(
        to: friend, size: file.size, fileID: Bytes32(file.fileID.span), name: Array(name.utf8),
        now: now)
      files[file.id] = Outgoing(transfer: transfer)
      sent[transfer] = file.id
      return nil
    } catch {
      return .file(file.id, .notOffered)
    }
  }

  /// The node has room for more of a file.
  ///
  /// - Returns: how far it is, once in each `progressInterval`.
  mutating func read(
    _ transfer: FileTransferID, count: Int, at position: UInt64
  ) -> NetworkEvent? {
    guard let id = sent[transfer] else { return nil }
    files[id]?.asked = position
    disk.read(id, at: position, count: count)
    guard let told = files[id]?.toldAt, Uptime.now.isPast(Self.progressInterval, since: told)
    else { return nil }
    files[id]?.toldAt = .now
    return .file(id, .progress(position))
  }

  /// The disk has read some of a file. What a former session of the contact asked for is dropped.
  ///
  /// - Returns: the failure, where the file is shorter than it was, or unreadable.
  mutating func write(
    _ bytes: [UInt8], of id: MessageID, at position: UInt64, on node: inout ToxNode, now: Now
  ) -> NetworkEvent? {
    guard let transfer = files[id]?.transfer, files[id]?.asked == position else { return nil }
    files[id]?.asked = nil
    do throws(WriteFileError) {
      try node.writeFile(transfer, bytes: bytes, now: now)
    } catch {
      switch error {
      case .noSuchTransfer, .notAsked: break
      case .tooMuch, .empty, .endsEarly:
        cancel(id, on: &node, now: now)
        return .file(id, .failed(.unreadable))
      }
    }
    return nil
  }

  mutating func cancel(_ id: MessageID, on node: inout ToxNode, now: Now) {
    guard let file = files[id] else { return }
    node.cancelFile(file.transfer, now: now)
    forget(id)
  }

  /// Its transfer is over.
  mutating func forget(_ id: MessageID) {
    guard let file = files.removeValue(forKey: id) else { return }
    sent[file.transfer] = nil
    disk.stopReading(id)
  }
}
