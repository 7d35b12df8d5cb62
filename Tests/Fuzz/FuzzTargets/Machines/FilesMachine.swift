import ToxCore
import ToxCrypto
import ToxWire

/// Files with two contacts in open sessions: offers, controls and data in any order, and an owner
/// that accepts, refuses, holds, writes and consumes as it likes.
///
/// Promised: what is told of a file is in order, without a gap and not beyond its size; one ask is
/// open at a time; nothing follows the end of a transfer.
@Sendable func playFiles(_ bytes: [UInt8]) {
  var choices = Choices(bytes)
  var bench = FuzzBench { limits in
    limits.takesFiles = true
    limits.filesPerContact = 6
    limits.filesReceiving = 8
    limits.filePausedBytes = 4_000
  }
  var peers = FuzzPeer.all.prefix(2).map { SessionPeer($0, firstNumber: 0) }
  var owner = FileOwner()
  for index in peers.indices {
    addContact(peers[index].peer, at: peers[index].peer.endpoint, &bench)
    peers[index].open(&bench)
    peers[index].comeOnline(&bench)
  }
  while !choices.isEmpty {
    let index = choices.below(peers.count)
    peers[index].readData(bench)
    switch choices.below(12) {
    case 0: bench.wait(&choices)
    case 1: peers[index].sendLossless(Offline().encoded(), &bench)
    case 2: peers[index].comeOnline(&bench)
    case 3, 4: owner.offer(to: peers[index].peer, &bench, &choices)
    case 5, 6, 7: owner.steer(&bench, &choices)
    default: peers[index].sendLossless(filePacket(&choices), &bench)
    }
    owner.hear(bench.takeEvents())
  }
}

/// Few numbers, so that they meet; sizes around those that end a file.
private func filePacket(_ choices: inout Choices) -> [UInt8] {
  let number = UInt8(choices.below(8))
  let packet: [UInt8] =
    switch choices.below(4) {
    case 0:
      FileOffer(
        number: number, fileKind: UInt32(choices.below(3)),
        size: choices.flag() ? UInt64(choices.size(around: [0, 1_371, 2_742])) : choices.uint64(),
        fileID: choices.bytes32(), name: choices.bytes(upTo: FileOffer.nameSizeLimit)
      ).encoded()
    case 1:
      FileControl(
        choices.pick([.accept, .pause, .kill, .seek(choices.uint64()), .seek(1)]),
        direction: choices.flag() ? .sending : .receiving, number: number
      ).encoded()
    default:
      FileData(
        [UInt8](
          repeating: 7,
          count: choices.flag() ? FileData.sizeLimit : choices.size(around: [0, 100, 1_369])),
        number: number
      ).encoded()
    }
  guard choices.below(8) == 0 else { return packet }
  let spoilt = choices.spoilt(packet).prefix(SessionData.Plaintext.payloadSizeMax)
  return spoilt.isEmpty ? packet : Array(spoilt)
}

/// The owner, which checks what it is told.
private struct FileOwner {
  private struct Known {
    let id: FileTransferID
    var size: UInt64?
    var position: UInt64 = 0
    var asked = 0
    var isOver = false
  }

  private var files: [Known] = []

  mutating func hear(_ events: [Event]) {
    for event in events {
      switch event {
      case .fileOffered(let id, let details):
        precondition(place(of: id) == nil, "an id is new")
        files.append(Known(id: id, size: details.size))
      case .fileData(let id, let position, let bytes):
        change(id) { file in
          precondition(position == file.position, "data in order")
          file.position += UInt64(bytes.count)
          precondition(file.size.map { file.position <= $0 } ?? true, "data within the size")
        }
      case .fileReceived(let id, let size, _):
        change(id) { file in
          precondition(size == file.position && (file.size ?? size) == size, "the whole file")
          file.isOver = true
        }
      case .fileAccepted(let id, let position): change(id) { $0.position = position }
      case .fileWritable(let id, let position, let count):
        change(id) { file in
          precondition(file.asked == 0 && count > 0, "one ask at a time")
          precondition(position == file.position, "asks in order")
          file.asked = count
        }
      case .filePaused(let id, _), .fileResumed(let id, _): change(id) { _ in }
      case .fileSent(let id), .fileEnded(let id, _): change(id) { $0.isOver = true }
      default: break
      }
    }
  }

  mutating func offer(to peer: FuzzPeer, _ bench: inout FuzzBench, _ choices: inout Choices) {
    let size: UInt64? = choices.flag() ? UInt64(choices.size(around: [0, 1_371, 99_999])) : nil
    let name = choices.bytes(upTo: 256)
    var offered: FileTransferID?
    bench.act { node, now in
      guard let contact = node.friend(with: peer.longTerm.publicKey) else { return }
      offered = try? node.offerFile(
        to: contact, size: size, fileID: .zero, name: name, now: now)
    }
    if let offered { files.append(Known(id: offered, size: size)) }
  }

  /// Does anything with any file, also with one that is over.
  mutating func steer(_ bench: inout FuzzBench, _ choices: inout Choices) {
    guard !files.isEmpty else { return }
    let place = files.count - 1 - choices.below(min(files.count, 16))
    let file = files[place]
    let choice = choices.below(7)
    let position = choices.flag() ? 0 : UInt64(choices.size(around: [0, 1, 1_371]))
    let count = choices.flag() ? file.asked : choices.size(around: [0, file.asked])
    let isLast = choices.flag()
    var isAccepted = false
    var isWritten = false
    bench.act { node, now in
      switch choice {
      case 0, 1:
        isAccepted = (try? node.acceptFile(file.id, from: position, now: now)) != nil
      case 2: node.cancelFile(file.id, now: now)
      case 3: node.pauseFile(file.id, now: now)
      case 4: node.resumeFile(file.id, now: now)
      case 5:
        let bytes = [UInt8](repeating: 9, count: count)
        isWritten =
          (try? node.writeFile(file.id, bytes: bytes, isLast: isLast, now: now)) != nil
      default:
        node.consumeFile(file.id, now: now)
      }
    }
    if choice == 2 { files[place].isOver = true }
    if isAccepted { files[place].position = position }
    if isWritten {
      precondition(count <= file.asked, "no more than was asked for")
      files[place].position += UInt64(count)
      files[place].asked = 0
    }
  }

  private func place(of id: FileTransferID) -> Int? { files.lastIndex { $0.id == id } }

  private mutating func change(_ id: FileTransferID, _ change: (inout Known) -> Void) {
    guard let place = place(of: id) else { preconditionFailure("an id is known") }
    precondition(!files[place].isOver, "nothing follows the end")
    change(&files[place])
  }
}
