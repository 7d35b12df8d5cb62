import ToxCore
import ToxCrypto
import ToxWire

/// Contacts in open sessions: what they say in any order, and what the owner does meanwhile.
@Sendable func playFriends(_ bytes: [UInt8]) {
  var choices = Choices(bytes)
  var bench = FuzzBench()
  var peers = FuzzPeer.all.prefix(2).map { SessionPeer($0, firstNumber: 0) }
  for index in peers.indices {
    addContact(peers[index].peer, at: peers[index].peer.endpoint, &bench)
    peers[index].open(&bench)
    peers[index].comeOnline(&bench)
    precondition(bench.isOnline(peers[index].peer), "the bench is set")
  }
  while !choices.isEmpty {
    let index = choices.below(peers.count)
    peers[index].readData(bench)
    switch choices.below(8) {
    case 0: bench.wait(&choices)
    case 1, 2, 3: peers[index].sendLossless(friendPacket(&choices), &bench)
    case 4, 5: actAsOwner(on: peers[index].peer, &bench, &choices)
    case 6: consume(&bench, &choices, as: peers[index].peer)
    default: reopen(&peers[index], on: &bench, &choices)
    }
  }
}

private let tail = MessageTail(id: Bytes32(words: (1, 2, 3, 4)), time: 5)

/// What a contact may say: well formed, nearly so, or not at all.
private func friendPacket(_ choices: inout Choices) -> [UInt8] {
  let packet: [UInt8] =
    switch choices.below(14) {
    case 0, 1: Online().encoded()
    case 2: Offline().encoded()
    case 3: Alive().encoded()
    case 4: Nickname(choices.bytes(upTo: Nickname.sizeLimit)).encoded()
    case 5: StatusMessage(choices.bytes(upTo: StatusMessage.sizeLimit)).encoded()
    case 6: Typing(choices.flag()).encoded()
    case 7: UserStatusPacket(choices.pick(UserStatus.allCases)).encoded()
    case 8:
      Message(
        [choices.byte()] + choices.bytes(upTo: 1_371), kind: choices.pick(MessageKind.allCases)
      )
      .encoded()
    case 9:
      choices.flag()
        ? Message([choices.byte()] + choices.bytes(upTo: 1_333), tail: tail).encoded()
        : MessageAcknowledgement(tail).encoded()
    case 10:
      FileOffer(
        number: choices.byte(), fileKind: choices.uint32(), size: choices.uint64(),
        fileID: choices.bytes32(), name: choices.bytes(upTo: FileOffer.nameSizeLimit)
      ).encoded()
    case 11:
      FileControl(
        choices.flag() ? .seek(choices.uint64()) : .kill, direction: .sending,
        number: choices.byte()
      ).encoded()
    case 12: FileData(choices.bytes(upTo: FileData.sizeLimit), number: choices.byte()).encoded()
    default:
      choices.flag()
        ? offer(&choices) : [16 + UInt8(choices.below(176))] + choices.bytes(upTo: 1_372)
    }
  guard choices.below(8) == 0 else { return packet }
  let spoilt = choices.spoilt(packet).prefix(SessionData.Plaintext.payloadSizeMax)
  return spoilt.isEmpty ? packet : Array(spoilt)
}

private func offer(_ choices: inout Choices) -> [UInt8] {
  switch choices.below(3) {
  case 0:
    CallSignal(
      choices.pick([.invite, .push, .pop]), error: choices.flag() ? choices.byte() : nil,
      capabilities: choices.flag() ? choices.byte() : nil
    ).encoded()
  case 1:
    ConferenceInvitation(
      number: UInt16(choices.byte()), type: choices.byte(), conferenceID: choices.bytes32()
    ).encoded()
  default:
    GroupInvitation(
      chatID: choices.bytes32(), inviterKey: choices.bytes32(),
      name: choices.bytes(upTo: GroupInvitation.nameSizeLimit)
    ).encoded()
  }
}

private func actAsOwner(on peer: FuzzPeer, _ bench: inout FuzzBench, _ choices: inout Choices) {
  let size = choices.size(around: [0, 128, 921, 1_007, 1_372])
  let text = [UInt8](repeating: 66, count: size)
  let choice = choices.below(8)
  let flag = choices.flag()
  bench.act { node, now in
    let id = node.friend(with: peer.longTerm.publicKey)
    switch (choice, id) {
    case (0, _): try? node.setProfile(name: text, statusMessage: text, now: now)
    case (1, _): node.setStatus(flag ? .away : .busy, now: now)
    case (2, let id?): node.setTyping(flag, to: id, now: now)
    case (3, let id?): node.removeFriend(id, now: now)
    case (4, _):
      let request = flag ? (noSpam: NoSpam(3), message: text) : nil
      _ = try? node.addFriend(
        peer.longTerm.publicKey, request: request, hint: (peer.dht.publicKey, peer.endpoint),
        now: now)
    case (5, _): if flag { node.shutdown(now: now) }
    case (_, let id?):
      _ = try? node.send(
        text, kind: flag ? .text : .action, tail: flag ? tail : nil, to: id, now: now)
      node.acknowledge(tail, to: id, now: now)
      _ = node.isOnline(id)
    default: break
    }
  }
}

/// The contact comes back, or changes its DHT key by a packet that says so.
private func reopen(
  _ session: inout SessionPeer, on bench: inout FuzzBench, _ choices: inout Choices
) {
  let peer = session.peer
  switch choices.below(3) {
  case 0:
    session = SessionPeer(peer, firstNumber: 0)
    session.open(&bench)
  case 1:
    session.requestCookie(&bench, from: peer.endpoint, echo: 1)
    if let bytes = session.handshake(&bench, { _ in }) {
      bench.receive(bytes, from: peer.endpoint)
      session.readHandshake(bench)
    }
  default:
    let data = DHTRequestData.dhtKey(dhtKeyPacket(of: peer, &bench, &choices)).encoded()
    let nonce = bench.nonce()
    let packet = DHTRequest(
      destination: FuzzBench.dhtKey, sender: peer.dht.publicKey, nonce: nonce,
      data: peer.dhtBox.seal(data, nonce: nonce))
    bench.receive(packet.encoded(), from: peer.endpoint)
  }
}
