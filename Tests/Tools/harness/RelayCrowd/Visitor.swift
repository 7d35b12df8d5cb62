import Glibc
import ToxCrypto
import ToxWire

/// One client of a relay on 127.0.0.1, as small as a crowd of them needs it.
final class Visitor {
  enum State {
    /// The hello left. Exits: ready, closed.
    case greeting
    /// Exits: closed.
    case ready
    /// The relay closed the connection. No exits.
    case closed
  }

  let keys: KeyPair<DHTPublicKey>
  let descriptor: Int32
  private(set) var state = State.greeting
  /// False: what the relay sends is left in the kernel.
  var reads = true
  /// What the relay said, in order.
  var heard: (Visitor, RelayPacket.FromRelay, [UInt8]) -> Void = { _, _, _ in }
  private let box: BoxKey
  private let ephemeral: KeyPair<SessionPublicKey>
  private var sendNonce: Nonce
  private var receiveNonce = Nonce(high: 0, middle: 0, low: 0)
  private var key: BoxKey?
  private var inbox: [UInt8] = []
  private var outbox: [UInt8] = []

  init(port: UInt16, relay: DHTPublicKey) throws(Refusal) {
    var entropy = SystemRandomNumberGenerator()
    keys = KeyPair(from: &entropy)
    ephemeral = KeyPair(from: &entropy)
    sendNonce = Nonce(high: entropy.next(), middle: entropy.next(), low: entropy.next())
    guard let box = BoxKey(relay, keys.secretKey) else { throw Refusal("no valid relay key") }
    self.box = box
    descriptor = try connectLoopback(port)
    let nonce = Nonce(high: entropy.next(), middle: entropy.next(), low: entropy.next())
    let offer = RelayKeyOffer(sessionKey: ephemeral.publicKey, baseNonce: sendNonce)
    write(
      RelayHello(
        client: keys.publicKey, nonce: nonce, sealed: box.seal(offer, nonce: nonce)
      ).encoded())
  }

  /// Whether something waits to be written.
  var wantsToWrite: Bool { !outbox.isEmpty }

  /// How much waits to be written.
  var bytesWaiting: Int { outbox.count }

  func send(_ packet: some WireValue) { send(packet.encoded()) }

  func send(_ plaintext: [UInt8]) {
    guard let key else { return }
    write(frame(plaintext, key))
  }

  /// The next frame, not sent.
  func frame(_ plaintext: [UInt8]) -> [UInt8] { key.map { frame(plaintext, $0) } ?? [] }

  private func frame(_ plaintext: [UInt8], _ key: BoxKey) -> [UInt8] {
    let sealed = key.seal(plaintext, nonce: sendNonce).bytes
    sendNonce = sendNonce.advanced(by: 1)
    return [UInt8(sealed.count >> 8), UInt8(sealed.count & 255)] + sealed
  }

  func write(_ bytes: [UInt8]) {
    outbox += bytes
    flush()
  }

  func flush() {
    guard !outbox.isEmpty, state != .closed else { return }
    let count = Glibc.send(
      descriptor, outbox, outbox.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
    if count > 0 { outbox.removeFirst(count) } else if errno != EAGAIN { end() }
  }

  func readable() {
    guard state != .closed else { return }
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    guard count > 0 else {
      if count == 0 || errno != EAGAIN { end() }
      return
    }
    inbox += buffer[..<count]
    takeInbox()
  }

  func end() {
    guard state != .closed else { return }
    state = .closed
    outbox = []
    close(descriptor)
  }

  private func takeInbox() {
    var position = 0
    if state == .greeting {
      guard inbox.count >= RelayWelcome.size, takeWelcome() else { return }
      position = RelayWelcome.size
    }
    while state == .ready, inbox.count - position >= 2 {
      let size = Int(inbox[position]) << 8 | Int(inbox[position + 1])
      guard inbox.count - position >= 2 + size else { break }
      take(inbox.span.extracting((position + 2)..<(position + 2 + size)))
      position += 2 + size
    }
    inbox.removeFirst(position)
  }

  private func takeWelcome() -> Bool {
    guard let welcome = try? RelayWelcome(decoding: Array(inbox.prefix(RelayWelcome.size))),
      let offer: RelayKeyOffer = box.open(welcome.sealed, nonce: welcome.nonce),
      let key = BoxKey(offer.sessionKey, ephemeral.secretKey)
    else {
      end()
      return false
    }
    self.key = key
    receiveNonce = offer.baseNonce
    state = .ready
    send(RelayPing(id: RequestID(1)))
    return true
  }

  private func take(_ sealed: Span<UInt8>) {
    guard let plaintext = key?.open(sealed, nonce: receiveNonce),
      let packet = try? RelayPacket.FromRelay(decoding: plaintext.span)
    else { return end() }
    receiveNonce = receiveNonce.advanced(by: 1)
    if case .ping(let ping) = packet { send(RelayPong(id: ping.id)) }
    heard(self, packet, plaintext)
  }
}

/// A connected, non-blocking socket.
func connectLoopback(_ port: UInt16) throws(Refusal) -> Int32 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  let status = withLoopback(port) { connect(descriptor, $0, $1) }
  guard descriptor >= 0, status == 0 else { throw Refusal("connect: errno \(errno)") }
  var isOn: Int32 = 1
  setsockopt(
    descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
  _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  return descriptor
}
