import ToxCore
import ToxCrypto
import ToxWire

/// How sessions begin: cookies and handshakes in any order, with any contents, from contacts and
/// from strangers.
@Sendable func playHandshake(_ bytes: [UInt8]) {
  var choices = Choices(bytes)
  var bench = FuzzBench()
  var peers = FuzzPeer.all.prefix(3).map { SessionPeer($0, firstNumber: 0) }
  while !choices.isEmpty {
    let index = choices.below(peers.count)
    let peer = peers[index].peer
    let source = choices.below(4) == 0 ? choices.endpoint() : peer.endpoint
    switch choices.below(11) {
    case 0: bench.wait(&choices)
    case 1: addContact(peer, at: source, &bench)
    case 2:
      bench.act { node, now in
        if let id = node.friend(with: peer.longTerm.publicKey) { node.removeFriend(id, now: now) }
      }
    case 3: peers[index].answerCookieRequest(&bench, echoError: choices.flag() ? 0 : 1)
    case 4: peers[index].requestCookie(&bench, from: source, echo: choices.uint64())
    case 5: peers[index].readHandshake(bench)
    case 6, 7: sendHandshake(of: peers[index], from: source, &bench, &choices)
    case 8: peers[index].sendLossless(choices.flag() ? [24] : choices.bytes(upTo: 40), &bench)
    case 9:
      let kind = 0x18 + UInt8(choices.below(4))
      let size = [145, 161, 385, 28][Int(kind - 0x18)] - 1
      bench.receive([kind] + choices.bytes(max(0, size + choices.below(3) - 1)), from: source)
    default: sendCookieContents(of: peer, from: source, &bench, &choices)
    }
  }
}

func addContact(_ peer: FuzzPeer, at endpoint: Endpoint, _ bench: inout FuzzBench) {
  bench.act { node, now in
    _ = try? node.addFriend(
      peer.longTerm.publicKey, hint: (peer.dht.publicKey, endpoint), now: now)
  }
}

private func sendHandshake(
  of session: SessionPeer, from source: Endpoint, _ bench: inout FuzzBench, _ choices: inout Choices
) {
  let key = choices.below(4) == 0 ? SessionPublicKey(choices.key32()) : nil
  let isSpoilt = choices.below(4) == 0
  let bytes = session.handshake(&bench, sessionKey: key) { plaintext in
    if isSpoilt { plaintext = choices.spoilt(plaintext) + [0] }
  }
  guard var bytes else { return }
  if choices.below(8) == 0 { bytes = choices.spoilt(bytes) }
  bench.receive(bytes, from: source)
}

/// Cookie packets with valid boxes around anything.
private func sendCookieContents(
  of peer: FuzzPeer, from source: Endpoint, _ bench: inout FuzzBench, _ choices: inout Choices
) {
  let nonce = bench.nonce()
  if choices.flag() {
    let plaintext = choices.key32().bytes + choices.bytes(40)
    let request = CookieRequest(
      sender: peer.dht.publicKey, nonce: nonce,
      sealed: peer.dhtBox.seal(plaintext, nonce: nonce))
    bench.receive(request.encoded(), from: source)
  } else {
    let response = CookieResponse(
      nonce: nonce, sealed: peer.dhtBox.seal(choices.bytes(120), nonce: nonce))
    bench.receive(response.encoded(), from: source)
  }
}

private let firstNumbers: [UInt32] = [0, 0xffff_fff0, 0xffff_8000, 0x7fff_fff0, 1 << 31]

/// An open session: numbers, windows and request lists of a peer that lies, near the wrap too.
@Sendable func playSessionData(_ bytes: [UInt8]) {
  var choices = Choices(bytes)
  let firstNumber = choices.pick(firstNumbers)
  var bench = FuzzBench(firstNumber: firstNumber)
  let peer = FuzzPeer.all[0]
  var session = SessionPeer(peer, firstNumber: firstNumber)
  addContact(peer, at: peer.endpoint, &bench)
  session.open(&bench)
  if choices.flag() {
    session.comeOnline(&bench)
    precondition(bench.isOnline(peer), "the bench is set")
  }
  while !choices.isEmpty {
    session.readData(bench)
    switch choices.below(12) {
    case 0: bench.wait(&choices)
    case 1, 2, 3: sendData(&session, on: &bench, &choices)
    case 4: session.sendLossless(Message([65]).encoded(), &bench)
    case 5, 6: sendMessages(to: peer, &bench, &choices)
    case 7: consume(&bench, &choices, as: peer)
    case 8: bench.receive(session.lastDatagram, from: choices.endpoint())
    case 9: bench.receive(choices.spoilt(session.lastDatagram), from: peer.endpoint)
    case 10: requestPackets(&session, on: &bench, &choices)
    default: session.send(plaintext: [0] + choices.bytes(upTo: 1_380), &bench)
    }
  }
}

/// A number near to one that means something.
private func number(
  near session: SessionPeer, isBufferStart: Bool, _ choices: inout Choices
) -> UInt32 {
  let base = isBufferStart ? session.nodeNumber : session.number
  switch choices.below(8) {
  case 0: return choices.uint32()
  case 1: return base &+ UInt32(choices.uint16())
  case 2: return base &- UInt32(choices.byte())
  case 3: return base &+ UInt32(choices.byte())
  case 4: return base &+ 32_766 &+ UInt32(choices.below(4))
  default: return base
  }
}

private func sendData(
  _ session: inout SessionPeer, on bench: inout FuzzBench, _ choices: inout Choices
) {
  let start = number(near: session, isBufferStart: true, &choices)
  let own = number(near: session, isBufferStart: false, &choices)
  let id: UInt8 = choices.pick([1, 2, 16, 24, 25, 64, 65, 80, 192, 254, 255, choices.byte()])
  let payload = [id] + choices.bytes(upTo: 24)
  let padding = [UInt8](repeating: 0, count: choices.below(10))
  let plaintext =
    SessionData.Plaintext(bufferStart: start, number: own, payload: []).encoded().prefix(8)
    + padding + payload
  let skip: UInt64 = choices.below(8) == 0 ? UInt64(choices.uint16()) : 0
  session.send(
    plaintext: Array(plaintext), &bench, skip: skip,
    from: choices.below(16) == 0 ? choices.endpoint() : nil)
  if own == session.number { session.number &+= 1 }
}

/// A request packet: any list, from a plausible start.
private func requestPackets(
  _ session: inout SessionPeer, on bench: inout FuzzBench, _ choices: inout Choices
) {
  let start = number(near: session, isBufferStart: true, &choices)
  let own = number(near: session, isBufferStart: false, &choices)
  let list =
    choices.flag()
    ? choices.bytes(upTo: 64)
    : [UInt8](repeating: choices.byte(), count: Int(choices.uint16()) % 1_373)
  let plaintext = SessionData.Plaintext(
    bufferStart: start, number: own, payload: [RequestList.payloadID] + list)
  session.send(plaintext: plaintext.encoded(), &bench)
}

private func sendMessages(
  to peer: FuzzPeer, _ bench: inout FuzzBench, _ choices: inout Choices
) {
  let count = 1 + choices.below(100)
  let size = choices.size(around: [1, 10, 1_372])
  bench.act { node, now in
    guard let id = node.friend(with: peer.longTerm.publicKey) else { return }
    for _ in 0..<count {
      _ = try? node.send([UInt8](repeating: 65, count: size), to: id, now: now)
    }
  }
}

/// Takes a message that came, or claims one that did not.
func consume(_ bench: inout FuzzBench, _ choices: inout Choices, as peer: FuzzPeer) {
  var positions: [StreamPosition] = []
  for case .message(_, _, _, _, let position) in bench.events { positions.append(position) }
  guard var position = positions.isEmpty ? nil : choices.pick(positions) else { return }
  if choices.below(4) == 0 { position.number &+= choices.uint32() }
  if choices.below(16) == 0 { position.session = SessionID(choices.uint64()) }
  bench.act { node, now in
    guard let id = node.friend(with: peer.longTerm.publicKey) else { return }
    node.consume(through: position, of: id, now: now)
  }
}
