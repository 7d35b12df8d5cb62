import Glibc
import ToxCore
import ToxWire

/// The files of a client's conversation: each from a file on disk, or into one. The path "-" stands
/// for zeros, and for nowhere.
struct ClientFiles {
  private struct Transfer {
    let id: FileTransferID
    /// Nil: zeros, or nowhere.
    var descriptor: Int32?
    /// To be sent; nil: as many as the file has.
    var size: UInt64?
    var bytes = 0
    var startedAt: Instant?
  }

  private struct Ask {
    let id: FileTransferID
    let position: UInt64
    let count: Int
  }

  private let index: Int
  /// By the number that a command names a file with, which is that of c-toxcore's API.
  private var transfers: [Int: Transfer] = [:]
  private var asks: [Ask] = []
  /// Whole files, whose last data is to be acknowledged.
  private var received: [FileTransferID] = []

  init(_ index: Int) { self.index = index }

  // MARK: Commands

  /// send_file|send_stream FRIEND PATH [NAME], send_zeros FRIEND SIZE
  ///
  /// - Returns: its number, or why there is none.
  mutating func send(
    _ verb: String, words: [String], to contact: FriendID, _ node: inout ToxNode, now: Now
  ) -> Result<Int, Refusal> {
    guard words.count > 1 else { return .failure(Refusal("bad arguments")) }
    let hasPath = verb != "send_zeros"
    let descriptor = hasPath ? open(words[1], O_RDONLY) : -1
    guard !hasPath || descriptor >= 0, let size = hasPath ? size(descriptor) : UInt64(words[1])
    else { return .failure(Refusal("the file cannot be read")) }
    let name = hasPath && words.count > 2 ? words.dropFirst(2).joined(separator: " ") : words[1]
    do {
      let id = try node.offerFile(
        to: contact, size: verb == "send_stream" ? nil : size,
        fileID: Self.fileID(words[1]), name: [UInt8](name.utf8), now: now)
      let number = Self.number(id)
      transfers[number] = Transfer(
        id: id, descriptor: hasPath ? descriptor : nil, size: size)
      return .success(number)
    } catch {
      return .failure(Refusal("\(error)"))
    }
  }

  /// accept_file FRIEND FILE PATH [POSITION]
  ///
  /// - Returns: why it was not done.
  mutating func accept(_ words: [String], _ node: inout ToxNode, now: Now) -> Refusal? {
    guard words.count > 2, let number = Int(words[1]), let id = transfers[number]?.id,
      let position = words.count > 3 ? UInt64(words[3]) : 0
    else { return Refusal("bad arguments") }
    if words[2] != "-" {
      let flags = O_WRONLY | O_CREAT | (position == 0 ? O_TRUNC : 0)
      let descriptor = open(words[2], flags, 0o600)
      guard descriptor >= 0 else { return Refusal("the file cannot be written") }
      transfers[number]?.descriptor = descriptor
    }
    transfers[number]?.startedAt = now.monotonic
    do {
      try node.acceptFile(id, from: position, now: now)
      return nil
    } catch {
      return Refusal("\(error)")
    }
  }

  /// control_file FRIEND FILE resume|pause|cancel
  mutating func control(_ words: [String], _ node: inout ToxNode, now: Now) -> Refusal? {
    guard words.count == 3, let number = Int(words[1]), let id = transfers[number]?.id else {
      return Refusal("bad arguments")
    }
    switch words[2] {
    case "resume": node.resumeFile(id, now: now)
    case "pause": node.pauseFile(id, now: now)
    case "cancel":
      node.cancelFile(id, now: now)
      release(number)
    default: return Refusal("bad arguments")
    }
    return nil
  }

  // MARK: Events

  /// - Returns: whether there is something to do with the node now.
  mutating func hear(_ event: Event, _ now: Now) -> Bool {
    switch event {
    case .fileOffered(let id, let details): offered(id, details)
    case .fileData(let id, let position, let bytes): store(bytes, of: id, at: position)
    case .fileReceived(let id, let size, _):
      received.append(id)
      finish(id, bytes: size, now)
      return true
    case .fileAccepted(let id, _):
      transfers[Self.number(id)]?.startedAt = now.monotonic
      line("file_control", id).with("control", "resume").say()
    case .fileWritable(let id, let position, let count):
      asks.append(Ask(id: id, position: position, count: count))
      return true
    case .fileSent(let id): finish(id, bytes: nil, now)
    case .filePaused(let id, byPeer: true):
      line("file_control", id).with("control", "pause").say()
    case .fileResumed(let id, byPeer: true):
      line("file_control", id).with("control", "resume").say()
    case .fileEnded(let id, let end): ended(id, end)
    default: break
    }
    return false
  }

  /// Acknowledges whole files, and gives what is asked for.
  mutating func advance(_ node: inout ToxNode, of contact: FriendID, _ now: Now) {
    while let file = received.popLast() { node.consumeFile(file, now: now) }
    while let ask = asks.popLast() {
      guard let transfer = transfers[Self.number(ask.id)], transfer.id == ask.id else { continue }
      let bytes = read(transfer, at: ask.position, count: ask.count)
      let isLast = ask.position + UInt64(bytes.count) == transfer.size
      try? node.writeFile(ask.id, bytes: bytes, isLast: isLast, now: now)
    }
  }

  private mutating func offered(_ id: FileTransferID, _ details: FileOfferDetails) {
    transfers[Self.number(id)] = Transfer(id: id, descriptor: nil, size: details.size)
    line("file_offer", id).with("kind", details.kind == .avatar ? 1 : 0)
      .with("size", details.size.map { Int64(clamping: $0) } ?? -1)
      .with("file_id", details.fileID.bytes.hexUppercased)
      .with("name", String(decoding: details.name.filter(Self.isPlain), as: UTF8.self)).say()
  }

  private mutating func store(_ bytes: [UInt8], of id: FileTransferID, at position: UInt64) {
    transfers[Self.number(id)]?.bytes += bytes.count
    guard let descriptor = transfers[Self.number(id)]?.descriptor else { return }
    _ = pwrite(descriptor, bytes, bytes.count, off_t(position))
  }

  private func read(_ transfer: Transfer, at position: UInt64, count: Int) -> [UInt8] {
    let left = transfer.size.map { Int(clamping: $0 - position) } ?? count
    guard let descriptor = transfer.descriptor else {
      return [UInt8](repeating: 0, count: min(count, left))
    }
    return [UInt8](unsafeUninitializedCapacity: min(count, left)) { buffer, size in
      size = max(0, pread(descriptor, buffer.baseAddress, buffer.count, off_t(position)))
    }
  }

  private mutating func finish(_ id: FileTransferID, bytes: UInt64?, _ now: Now) {
    guard let transfer = transfers[Self.number(id)] else { return }
    release(Self.number(id))
    let nanoseconds = transfer.startedAt.map { (now.monotonic - $0).nanoseconds } ?? 0
    line("file_done", id).with("sent", id.direction == .sending)
      .with("bytes", bytes ?? transfer.size ?? 0).with("seconds", Double(nanoseconds) / 1e9).say()
  }

  private mutating func ended(_ id: FileTransferID, _ end: FileEnd) {
    let bytes = transfers[Self.number(id)]?.bytes ?? 0
    release(Self.number(id))
    switch end {
    case .disconnected: line("file_lost", id).with("bytes", bytes).say()
    case .cancelledByPeer: line("file_control", id).with("control", "cancel").say()
    case .cutShort, .violation: line("file_failed", id).with("why", "\(end)").say()
    }
  }

  private mutating func release(_ number: Int) {
    if let descriptor = transfers[number]?.descriptor { close(descriptor) }
    transfers[number] = nil
  }

  private func line(_ event: String, _ id: FileTransferID) -> Line {
    .event(event, of: index).with("friend", 0).with("file", Self.number(id))
  }

  /// What needs no escape in JSON.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private static func number(_ id: FileTransferID) -> Int {
    id.direction == .sending ? Int(id.number) : (Int(id.number) + 1) << 16
  }

  /// Follows from the path, so that the file can be resumed by it.
  private static func fileID(_ path: String) -> Bytes32 {
    let hash = path.utf8.reduce(0xcbf2_9ce4_8422_2325) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return Bytes32(words: (hash, ~hash, 0, 0))
  }

  private func size(_ descriptor: Int32) -> UInt64? {
    let end = lseek(descriptor, 0, SEEK_END)
    return end < 0 ? nil : UInt64(end)
  }
}
