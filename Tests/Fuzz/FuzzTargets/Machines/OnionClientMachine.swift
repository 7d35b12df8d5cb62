import ToxCore
import ToxCrypto
import ToxWire

/// A node that announces itself and looks for contacts, where every hop and every node that it asks
/// is in the hands of one enemy: its questions are read, and answered as the input wants.
@Sendable func playOnionClient(_ bytes: [UInt8]) {
  var choices = Choices(bytes)
  var enemy = OnionEnemy()
  for peer in FuzzPeer.all.prefix(4) {
    enemy.bench.act { node, now in node.bootstrap(peer.endpoint, peer.dht.publicKey, now: now) }
    answer(peer, &enemy.bench, nodes: FuzzPeer.all.prefix(4).map(\.node))
  }
  if choices.flag() {
    let key = FuzzPeer.all[0].longTerm.publicKey
    enemy.bench.act { node, now in
      _ = try? node.addFriend(key, request: (NoSpam(1), [1]), now: now)
    }
  }
  enemy.bench.wait(.seconds(1), wakesMax: 4)
  if choices.flag() { enemy.letAnnounce() }
  while !choices.isEmpty {
    enemy.readQuestions()
    switch choices.below(8) {
    case 0, 1: enemy.bench.wait(&choices)
    case 2, 3: enemy.answerHonestly(isStored: choices.flag())
    case 4: enemy.answer(&choices)
    case 5: enemy.sendData(&choices)
    case 6: answer(choices.pick(FuzzPeer.all), &enemy.bench, nodes: choices.packedNodes(upTo: 4))
    default: enemy.actAsOwner(&choices)
    }
  }
}

private struct OnionEnemy: ~Copyable {
  struct Question {
    let asked: FuzzPeer
    let entry: Endpoint
    let box: BoxKey
    let payload: AnnounceRequest.Payload
  }

  var bench = FuzzBench()
  private var questions: [Question] = []
  private var dataKey = OnionDataPublicKey.none

  private static let remembered = 16

  /// Takes the layers off what the node sent, as hops would.
  mutating func readQuestions() {
    for datagram in bench.sent where datagram.bytes.first == OnionRequest0.kind {
      if let question = read(datagram) { questions.append(question) }
    }
    bench.forgetSent()
    questions.removeFirst(max(0, questions.count - Self.remembered))
  }

  private mutating func read(_ datagram: Transmit) -> Question? {
    guard let outer = try? OnionRequest0(decoding: datagram.bytes),
      let first = open(outer.sealed, key: outer.key, nonce: outer.nonce, at: datagram.endpoint)
        .flatMap({ try? OnionRelayLayer(decoding: $0) }),
      let second = open(first.sealed, key: first.key, nonce: outer.nonce, at: first.next)
        .flatMap({ try? OnionRelayLayer(decoding: $0) }),
      let exit = open(second.sealed, key: second.key, nonce: outer.nonce, at: second.next)
        .flatMap({ try? OnionExitLayer(decoding: $0) }),
      let asked = FuzzPeer.all.first(where: { $0.endpoint == exit.destination }),
      let request = try? AnnounceRequest(decoding: exit.payload.bytes),
      let box = BoxKey(request.requester, asked.dht.secretKey),
      let payload = box.open(
        request.sealed, nonce: request.nonce, as: AnnounceRequest.Payload.self)
    else { return nil }
    if payload.dataKey != .none { dataKey = payload.dataKey }
    return Question(asked: asked, entry: datagram.endpoint, box: box, payload: payload)
  }

  private func open(
    _ sealed: Sealed, key: EphemeralPublicKey, nonce: Nonce, at endpoint: Endpoint
  ) -> [UInt8]? {
    guard let hop = FuzzPeer.all.first(where: { $0.endpoint == endpoint }),
      let box = BoxKey(key, hop.dht.secretKey)
    else { return nil }
    return box.open(sealed, nonce: nonce)
  }

  /// Plays along until the node is announced: only then it looks for contacts.
  mutating func letAnnounce() {
    for _ in 0..<4 {
      readQuestions()
      answerHonestly(isStored: true)
      bench.wait(.milliseconds(400), wakesMax: 4)
    }
    precondition(bench.node.status == .announced, "the bench is set")
  }

  mutating func answerHonestly(isStored: Bool) {
    let pingID = AnnouncePingID(Bytes32(words: (1, 2, 3, 4)))
    for question in questions.suffix(6) {
      let nodes = FuzzPeer.all.suffix(4).map(\.node)
      let outcome: AnnounceOutcome =
        isStored && question.payload.pingID == pingID ? .stored(pingID) : .notStored(pingID)
      let payload = AnnounceResponse.Payload(outcome, nodes: nodes)
      reply(to: question, payload.encoded(), question.payload.sendback, isExtended: false)
    }
    questions.removeAll()
  }

  /// Answers one question with what the input says.
  mutating func answer(_ choices: inout Choices) {
    guard !questions.isEmpty else { return }
    let question = choices.pick(questions)
    let outcome: AnnounceOutcome =
      switch choices.below(3) {
      case 0: .notStored(AnnouncePingID(choices.bytes32()))
      case 1: .stored(AnnouncePingID(choices.bytes32()))
      default: .found(OnionDataPublicKey(choices.key32()))
      }
    let base = AnnounceResponse.Payload(outcome, nodes: choices.packedNodes(upTo: 4))
    let isExtended = choices.flag()
    var payload = base.encoded()
    if isExtended {
      payload =
        ExtendedAnnounceResponse.Payload(base, groupAnnounces: choices.bytes(upTo: 200)).encoded()
    }
    if choices.below(4) == 0 { payload = choices.spoilt(payload) + [0] }
    let id = choices.below(8) == 0 ? RequestID(choices.uint64()) : question.payload.sendback
    reply(to: question, payload, id, isExtended: isExtended)
  }

  private mutating func reply(
    to question: Question, _ payload: [UInt8], _ id: RequestID, isExtended: Bool
  ) {
    let nonce = bench.nonce()
    let sealed = question.box.seal(payload, nonce: nonce)
    let bytes =
      isExtended
      ? ExtendedAnnounceResponse(sendback: id, nonce: nonce, sealed: sealed).encoded()
      : AnnounceResponse(sendback: id, nonce: nonce, sealed: sealed).encoded()
    bench.receive(bytes, from: question.entry)
  }

  /// What the node's data key opens: friend requests, DHT-key packets, anything.
  mutating func sendData(_ choices: inout Choices) {
    let peer = choices.pick(FuzzPeer.all)
    guard let outer = BoxKey(dataKey, peer.dht.secretKey) else { return }
    let content = onionContent(&choices)
    let nonce = bench.nonce()
    let inner = OnionData(
      sender: choices.below(8) == 0
        ? LongTermPublicKey(choices.key32()) : peer.longTerm.publicKey,
      sealed: peer.longTermBox.seal(content, nonce: nonce))
    let packet = OnionDataResponse(
      nonce: nonce, temporaryKey: EphemeralPublicKey(peer.dht.publicKey.bytes32),
      sealed: outer.seal(inner, nonce: nonce))
    bench.receive(packet.encoded(), from: choices.endpoint())
  }

  private func onionContent(_ choices: inout Choices) -> [UInt8] {
    switch choices.below(3) {
    case 0:
      let noSpam = choices.flag() ? FuzzBench.identity.noSpam : NoSpam(choices.uint32())
      return OnionFriendRequest(noSpam, message: [1] + choices.bytes(upTo: 60)).encoded()
    case 1:
      return DHTKeyPacket(
        noReplay: choices.uint64() >> UInt64(choices.below(64)),
        key: DHTPublicKey(choices.key32()),
        nodes: choices.packedNodes(upTo: 4, allowingTCP: true)
      ).encoded()
    default: return [choices.pick([0x20, 0x9c, choices.byte()])] + choices.bytes(upTo: 900)
    }
  }

  mutating func actAsOwner(_ choices: inout Choices) {
    let key = choices.pick(FuzzPeer.all).longTerm.publicKey
    switch choices.below(3) {
    case 0:
      let message = choices.bytes(upTo: 922)
      bench.act { node, now in
        _ = try? node.addFriend(key, request: (NoSpam(7), message), now: now)
      }
    case 1:
      bench.act { node, now in
        if let id = node.friend(with: key) { node.removeFriend(id, now: now) }
      }
    default: bench.act { node, _ in node.setNoSpam(NoSpam(9)) }
    }
  }
}
