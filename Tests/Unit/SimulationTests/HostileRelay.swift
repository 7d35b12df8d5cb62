import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// A relay that greets its clients, and then does to each of them one thing that no relay does.
final class HostileRelay: StreamServer {
  /// What comes after the handshake: bytes as they stand, or plaintexts in frames.
  enum Misdeed: Sendable {
    case bytes([UInt8])
    case plaintexts([[UInt8]])
    case hangUp
    case silence
    /// In place of the handshake.
    case welcome([UInt8])
  }

  let keys: KeyPair<DHTPublicKey>
  /// How many clients had their share of each.
  private(set) var done: [Int]
  private let misdeeds: [Misdeed]
  private var next = 0
  private var clients: [RelayClientID: Client] = [:]
  private var dice: SeededGenerator

  private struct Client {
    var misdeed: Int
    var hello: [UInt8] = []
    var stream: RelayStream?
    var isDone = false
  }

  init(_ misdeeds: [Misdeed], seed: UInt64) {
    self.misdeeds = misdeeds
    done = misdeeds.map { _ in 0 }
    dice = SeededGenerator(seed: seed)
    keys = KeyPair(from: &dice)
  }

  func connected(_ id: RelayClientID, from source: Endpoint) -> [ServedAction] {
    clients[id] = Client(misdeed: next)
    next = (next + 1) % misdeeds.count
    return []
  }

  func closed(_ id: RelayClientID) { clients[id] = nil }

  func received(_ bytes: [UInt8], from id: RelayClientID) -> [ServedAction] {
    guard var client = clients[id], !client.isDone else { return [] }
    defer { clients[id] = client }
    guard client.stream == nil else {
      // The client's first frame.
      client.isDone = true
      return perpetrate(&client, to: id)
    }
    client.hello += bytes
    guard client.hello.count >= RelayHello.size else { return [] }
    if case .welcome(let bytes) = misdeeds[client.misdeed] {
      client.isDone = true
      done[client.misdeed] += 1
      return [.send(id, bytes)]
    }
    return greet(&client).map { [.send(id, $0)] } ?? []
  }

  private func greet(_ client: inout Client) -> [UInt8]? {
    let greeting = RelayGreeting(for: client.hello, keys, &dice)
    client.stream = greeting?.stream
    return greeting?.welcome
  }

  private func perpetrate(_ client: inout Client, to id: RelayClientID) -> [ServedAction] {
    done[client.misdeed] += 1
    switch misdeeds[client.misdeed] {
    case .bytes(let bytes): return [.send(id, bytes)]
    case .plaintexts(let plaintexts):
      return plaintexts.compactMap { client.stream?.frame($0) }.map { .send(id, $0) }
    case .hangUp: return [.close(id)]
    case .silence, .welcome: return []
    }
  }
}

/// What a relay answers a hello with.
struct RelayGreeting {
  let stream: RelayStream
  let welcome: [UInt8]

  /// - Returns: nil where it is no hello to us.
  init?(for hello: [UInt8], _ keys: KeyPair<DHTPublicKey>, _ dice: inout SeededGenerator) {
    guard let hello = try? RelayHello(decoding: Array(hello.prefix(RelayHello.size))),
      let box = BoxKey(hello.client, keys.secretKey),
      let offer: RelayKeyOffer = box.open(hello.sealed, nonce: hello.nonce)
    else { return nil }
    let session = KeyPair<SessionPublicKey>(from: &dice)
    guard let key = BoxKey(offer.sessionKey, session.secretKey) else { return nil }
    let base = Nonce(high: dice.next(), middle: dice.next(), low: dice.next())
    let nonce = Nonce(high: dice.next(), middle: dice.next(), low: dice.next())
    stream = RelayStream(key: key, sendNonce: base, receiveNonce: offer.baseNonce)
    let answer = RelayKeyOffer(sessionKey: session.publicKey, baseNonce: base)
    welcome = RelayWelcome(nonce: nonce, sealed: box.seal(answer, nonce: nonce)).encoded()
  }
}
