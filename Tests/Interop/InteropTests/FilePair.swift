import Foundation
import InteropSupport

/// A node of ours and a c-toxcore client that are contacts, and files between them.
struct FilePair {
  /// One of the two.
  enum Side: CaseIterable, Sendable {
    case ours
    case toxcore

    var other: Side { self == .ours ? .toxcore : .ours }
  }

  let network: TestNetwork
  let ours: PeerInstance
  private(set) var toxcore: PeerInstance

  init() async throws {
    network = try await TestNetwork()
    toxcore = try await Self.openToxcore(from: nil, in: network)
    ours = try await network.client(of: PeerProcess(ofPosternIn: network.namespace))
    _ = try await ours.addFriend(toxcore.toxID, message: "files")
    try await waitOnline()
  }

  /// - Parameter save: the file of the person that comes back; nil: a new one.
  private static func openToxcore(
    from save: String?, in network: TestNetwork
  ) async throws -> PeerInstance {
    try await network.client(of: PeerProcess(in: network.namespace)) {
      $0.acceptsRequests = true
      $0.savePath = save
    }
  }

  private func waitOnline() async throws {
    try await ours.waitForFriend(0)
    try await toxcore.waitForFriend(0)
  }

  subscript(side: Side) -> PeerInstance { side == .ours ? ours : toxcore }

  func path(_ name: String) -> URL { network.namespace.directory.appending(component: name) }

  func content(_ name: String) throws -> Data { try Data(contentsOf: path(name)) }

  /// How many bytes are on the disk.
  func size(_ name: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path(name).path())
    return attributes?[.size] as? Int ?? 0
  }

  /// The c-toxcore client leaves in the middle of whatever it does, and comes back.
  mutating func restartToxcore() async throws {
    let save = path("save").path()
    try await toxcore.command("save \(save)")
    try await toxcore.peer.quit()
    _ = try await ours.event("friend_connection") {
      $0.text("connection") == "none"
    }
    toxcore = try await Self.openToxcore(from: save, in: network)
    try await waitOnline()
  }

  // MARK: Steps of a transfer

  /// Offers a file; the receiver's number and the sender's.
  func offer(
    _ name: String, from side: Side, verb: String = "send_file"
  ) async throws -> (sent: Int, received: Int, offer: Record) {
    let reply = try await self[side].command("\(verb) 0 \(path(name).path()) \(name)")
    let offer = try await self[side.other].event("file_offer")
    guard let sent = reply.integer("file"), let received = offer.integer("file") else {
      throw HarnessError("no numbers: \(reply.fields) \(offer.fields)")
    }
    return (sent, received, offer)
  }

  /// The receiver takes a file and stores it under another name.
  func accept(
    _ file: Int, as name: String, from position: Int = 0, by side: Side
  ) async throws {
    let place = position > 0 ? " \(position)" : ""
    try await self[side].command("accept_file 0 \(file) \(path(name).path())\(place)")
  }

  /// Both say that the file is done.
  func waitDone(_ file: (sent: Int, received: Int, offer: Record), from side: Side) async throws {
    for (end, number) in [(side.other, file.received), (side, file.sent)] {
      _ = try await self[end].event("file_done") {
        $0.integer("file") == number
      }
    }
  }
}
