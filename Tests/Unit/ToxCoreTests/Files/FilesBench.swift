import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// `Files` on a bench: sessions, contacts and the owner are played by the test, and what is wanted
/// of them is written down.
final class FilesBench {
  var context: NodeContext
  var files = Files()
  var sessions = FakeSessions()
  private var numberNext: UInt32 = 0

  static let friend = FriendID(3)
  static let session = SessionID(7)

  init(_ change: (inout Limits) -> Void = { _ in }) {
    var generator = SeededGenerator(seed: 7)
    var limits = Limits()
    limits.takesFiles = true
    change(&limits)
    context = NodeContext(
      longTerm: KeyPair(from: &generator), limits: limits, entropy: generator, now: .seconds(0))
  }

  // MARK: What the contact does

  func offers(
    _ number: UInt8, kind: UInt32 = 0, size: UInt64?, name: String = "a.pdf",
    by friend: FriendID = friend, on session: SessionID = session
  ) {
    let offer = FileOffer(
      number: number, fileKind: kind, size: size, fileID: Bytes32(words: (0, 0, 0, 9)),
      name: Array(name.utf8))
    offers(offer.encoded(), by: friend, on: session)
  }

  func offers(
    _ payload: [UInt8], by friend: FriendID = friend, on session: SessionID = session
  ) {
    files.receiveOffer(payload, from: friend, on: session, sessions: &sessions, &context)
  }

  /// About a file that it sends.
  func says(_ action: FileControl.Action, ofItsFile number: UInt8) {
    says(FileControl(action, direction: .sending, number: number).encoded())
  }

  /// About a file that we send.
  func says(_ action: FileControl.Action, ofOurFile number: UInt8) {
    says(FileControl(action, direction: .receiving, number: number).encoded())
  }

  func says(_ payload: [UInt8]) {
    files.receiveControl(payload, on: Self.session, sessions: &sessions, &context)
  }

  /// Sends so many bytes of data in one packet.
  ///
  /// - Returns: whether the acknowledgement waits for the owner.
  @discardableResult
  func sends(_ number: UInt8, _ size: Int, value: UInt8 = 1) -> Bool {
    defer { numberNext &+= 1 }
    let packet = FileData([UInt8](repeating: value, count: size), number: number).encoded()
    guard let known = files.files(of: Self.session) else { return false }
    return files.receiveData(
      packet, number: numberNext, of: known, sessions: &sessions, &context)
  }

  /// The number of the packet in which the last data came.
  var lastNumber: UInt32 { numberNext &- 1 }

  func position(_ number: UInt32) -> StreamPosition {
    StreamPosition(session: Self.session, number: number)
  }

  // MARK: What the owner does

  func accept(_ id: FileTransferID, from position: UInt64 = 0) throws {
    try files.accept(id, from: position, sessions: &sessions, &context)
  }

  func cancel(_ id: FileTransferID) { files.cancel(id, sessions: &sessions, &context) }

  func setPause(_ id: FileTransferID, _ isOn: Bool) {
    files.setPause(id, isOn: isOn, sessions: &sessions, &context)
  }

  func offer(size: UInt64?, name: String = "b.pdf", kind: FileKind = .data) throws
    -> FileTransferID
  {
    let details = FileOfferDetails(
      kind: kind, size: size, fileID: Bytes32(words: (0, 0, 0, 5)), name: Array(name.utf8))
    return try files.offer(
      details, to: Self.friend, on: Self.session, sessions: &sessions, &context)
  }

  func write(_ id: FileTransferID, _ size: Int, isLast: Bool = false) throws {
    try files.write([UInt8](repeating: 2, count: size), isLast: isLast, to: id)
  }

  /// Answers each ask in full until there is none.
  ///
  /// - Returns: the other events.
  func answerAsks(isLast: Bool = false) throws -> [Event] {
    var others: [Event] = []
    while true {
      let events = events()
      guard !events.isEmpty else { return others }
      for event in events {
        if case .fileWritable(let id, _, let count) = event {
          try write(id, count, isLast: isLast)
        } else {
          others.append(event)
        }
      }
    }
  }

  // MARK: What comes of it

  /// What the owner was told since the last call.
  func events() -> [Event] {
    notices().compactMap { if case .tell(_, let event) = $0 { event } else { nil } }
  }

  /// What was asked of the other machines since the last call, events among it.
  func notices() -> [FileNotice] {
    _ = files.tellData()
    var notices: [FileNotice] = []
    while let notice = files.nextNotice() { notices.append(notice) }
    return notices
  }

  /// What was said to the contact since the last call, data aside.
  func said() -> [FriendPacket] {
    defer { sessions.sent = [] }
    return sessions.sent.compactMap { try? FriendPacket(decoding: $0.payload) }
  }

  /// The sizes of the data packets that can leave now, at most so many, with their files.
  func leaves(_ limit: Int = 1_000) -> [Packet] {
    var packets: [Packet] = []
    while packets.count < limit,
      let payload = files.nextBulk(for: Self.session, number: sessions.numberNext)
    {
      sessions.numberNext &+= 1
      packets.append(Packet(file: payload[1], size: payload.count - FileData.headerSize))
    }
    return packets
  }

  struct Packet: Hashable {
    var file: UInt8
    var size: Int
  }

  /// The file that was offered last.
  func offered() throws -> FileTransferID {
    var last: FileTransferID?
    for case .fileOffered(let id, _) in events() { last = id }
    guard let last else { throw NothingOffered() }
    return last
  }

  struct NothingOffered: Error {}

  func drops(_ drop: Drop) -> UInt64 { context.drops[drop] }
}
