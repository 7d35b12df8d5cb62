import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// A relay that looks like any other to its clients, claims that all peers are online, and carries
/// nothing.
final class SwallowingRelay: StreamServer {
  let keys: KeyPair<DHTPublicKey>
  /// Frames of data that went no further.
  private(set) var swallowed = 0
  private var clients: [RelayClientID: Client] = [:]
  private var buffer = RelayStream.makeBuffer()
  private var dice: SeededGenerator

  private struct Client {
    var hello: [UInt8] = []
    var stream: RelayStream?
    var slots: UInt8 = 0
  }

  init(seed: UInt64) {
    dice = SeededGenerator(seed: seed)
    keys = KeyPair(from: &dice)
  }

  func connected(_ id: RelayClientID, from source: Endpoint) -> [ServedAction] {
    clients[id] = Client()
    return []
  }

  func closed(_ id: RelayClientID) { clients[id] = nil }

  func received(_ bytes: [UInt8], from id: RelayClientID) -> [ServedAction] {
    guard var client = clients[id] else { return [] }
    defer { clients[id] = client }
    guard client.stream != nil else {
      client.hello += bytes
      guard client.hello.count >= RelayHello.size,
        let greeting = RelayGreeting(for: client.hello, keys, &dice)
      else { return [] }
      client.stream = greeting.stream
      return [.send(id, greeting.welcome)]
    }
    var answers: [UInt8] = []
    var position = 0
    while let size = try? client.stream?.open(&position, of: bytes.span, into: &buffer) {
      for plaintext in answer(Array(buffer.prefix(size)), &client) {
        answers += client.stream?.frame(plaintext) ?? []
      }
    }
    return answers.isEmpty ? [] : [.send(id, answers)]
  }

  private func answer(_ plaintext: [UInt8], _ client: inout Client) -> [[UInt8]] {
    switch plaintext[0] {
    case RoutingRequest.kind:
      let slot = 16 + client.slots
      client.slots += 1
      return [[RoutingResponse.kind, slot] + plaintext[1...], [ConnectNotification.kind, slot]]
    case RelayPing.kind: return [[RelayPong.kind] + plaintext[1...]]
    case 16...: swallowed += 1
    default: break
    }
    return []
  }
}
