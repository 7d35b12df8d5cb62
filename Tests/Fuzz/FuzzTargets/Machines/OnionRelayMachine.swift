import ToxCore
import ToxCrypto
import ToxWire

/// A node as a hop of other people's paths and as a store of their announcements.
@Sendable func playOnionRelay(_ bytes: [UInt8]) {
  var choices = Choices(bytes)
  var bench = FuzzBench()
  var ways = OnionWays()
  while !choices.isEmpty {
    switch choices.below(8) {
    case 0: bench.wait(&choices)
    case 1: sendOnionRequest(&bench, &choices, ways: &ways)
    case 2: sendOnionResponse(&bench, &choices, ways: &ways)
    case 3, 4: announce(&bench, &choices, ways: &ways)
    case 5: sendData(&bench, &choices, ways: &ways)
    case 6:
      let kind = 0x80 + UInt8(choices.below(15))
      bench.receive([kind] + choices.bytes(upTo: 500), from: choices.endpoint())
    default:
      if let datagram = bench.sent.last {
        bench.receive(choices.spoilt(datagram.bytes), from: choices.endpoint())
      }
    }
    ways.learn(from: bench.sent)
    bench.forgetSent()
  }
}

/// What earlier packets of the node taught: its sealed ways back, and its ping ids.
private struct OnionWays {
  /// By the number of hops that they lead back.
  var returns: [[OnionReturn]] = [[.none], [], [], []]
  var pingIDs: [AnnouncePingID] = [.none]

  private static let remembered = 8

  mutating func learn(from sent: [Transmit]) {
    for datagram in sent {
      switch datagram.bytes.first {
      case OnionRequest1.kind:
        note((try? OnionRequest1(decoding: datagram.bytes))?.returnPath)
      case OnionRequest2.kind:
        note((try? OnionRequest2(decoding: datagram.bytes))?.returnPath)
      case AnnounceRequest.kind:
        note((try? OnionDelivery<AnnounceRequest>(decoding: datagram.bytes))?.returnPath)
      case OnionResponse3.kind: learn(from: try? OnionResponse3(decoding: datagram.bytes))
      default: break
      }
    }
  }

  private mutating func note(_ way: OnionReturn?) {
    guard let way else { return }
    returns[way.hops].append(way)
    if returns[way.hops].count > Self.remembered { returns[way.hops].removeFirst() }
  }

  private mutating func learn(from response: OnionResponse3?) {
    guard let response, let answer = try? AnnounceResponse(decoding: response.payload.bytes)
    else { return }
    for peer in FuzzPeer.all {
      let payload = OnionKeys.requester(peer).open(
        answer.sealed, nonce: answer.nonce, as: AnnounceResponse.Payload.self)
      switch payload?.outcome {
      case .notStored(let pingID)?, .stored(let pingID)?: pingIDs.append(pingID)
      default: break
      }
    }
    pingIDs.removeFirst(max(0, pingIDs.count - Self.remembered))
  }

  /// A way back of that many hops: one of the node's own, or an invention.
  func pick(hops: Int, _ choices: inout Choices) -> OnionReturn {
    if !returns[hops].isEmpty, choices.below(4) > 0 { return choices.pick(returns[hops]) }
    guard hops > 0 else { return .none }
    let bytes = choices.bytes(OnionReturn.size(hops: hops) - Nonce.size)
    return OnionReturn(
      nonce: Nonce(high: 1, middle: 1, low: choices.uint64()), sealed: Sealed(bytes))
  }
}

/// Shared keys between the node's DHT key and the peers' other keys.
enum OnionKeys {
  private static let requesters: [BoxKey] = FuzzPeer.all.map { peer in
    guard let key = BoxKey(FuzzBench.dhtKey, peer.longTerm.secretKey) else {
      preconditionFailure("valid keys")
    }
    return key
  }

  /// Between a peer's long-term key, with which it announces itself, and the node's DHT key.
  static func requester(_ peer: FuzzPeer) -> BoxKey {
    requesters[FuzzPeer.all.firstIndex { $0.endpoint == peer.endpoint } ?? 0]
  }
}

/// A layer for the node, sealed with a path key that is a peer's DHT key.
private func sendOnionRequest(
  _ bench: inout FuzzBench, _ choices: inout Choices, ways: inout OnionWays
) {
  let peer = choices.pick(FuzzPeer.all)
  let key = EphemeralPublicKey(
    choices.below(16) == 0 ? choices.key32() : peer.dht.publicKey.bytes32)
  let hops = choices.below(3)
  let plaintext = onionLayer(isExit: hops == 2, &bench, &choices)
  let nonce = bench.nonce()
  let sealed = peer.dhtBox.seal(plaintext, nonce: nonce)
  let way = ways.pick(hops: hops, &choices)
  let bytes =
    switch hops {
    case 0: OnionRequest0(nonce: nonce, key: key, sealed: sealed, returnPath: way).encoded()
    case 1: OnionRequest1(nonce: nonce, key: key, sealed: sealed, returnPath: way).encoded()
    default: OnionRequest2(nonce: nonce, key: key, sealed: sealed, returnPath: way).encoded()
    }
  bench.receive(bytes, from: choices.endpoint())
}

private func onionLayer(
  isExit: Bool, _ bench: inout FuzzBench, _ choices: inout Choices
) -> [UInt8] {
  let next = choices.endpoint()
  let layer: [UInt8]
  if isExit {
    let request = announceRequest(&bench, &choices, ways: OnionWays())
    let kind = choices.below(4) == 0 ? choices.byte() : AnnounceRequest.kind
    layer = FixedEndpoint(.udp, next).encoded() + [kind] + request.dropFirst()
  } else {
    let inner = Sealed(choices.bytes(17 + choices.below(230)))
    layer = OnionRelayLayer(
      next: next, key: EphemeralPublicKey(choices.key32()), sealed: inner
    ).encoded()
  }
  return choices.below(4) == 0 ? choices.spoilt(layer) + [0] : layer
}

private func sendOnionResponse(
  _ bench: inout FuzzBench, _ choices: inout Choices, ways: inout OnionWays
) {
  let hops = 1 + choices.below(3)
  let way = ways.pick(hops: hops, &choices)
  let kind: UInt8 = choices.pick([0x84, 0x86, 0x88, choices.byte()])
  let payload = [kind] + choices.bytes(upTo: 400)
  let outer = [OnionResponse1.kind, OnionResponse2.kind, OnionResponse3.kind][hops - 1]
  bench.receive([outer] + way.bytes + payload, from: choices.endpoint())
}

private func announceRequest(
  _ bench: inout FuzzBench, _ choices: inout Choices, ways: OnionWays
) -> [UInt8] {
  let peer = choices.pick(FuzzPeer.all)
  let payload = AnnounceRequest.Payload(
    pingID: choices.flag() ? choices.pick(ways.pingIDs) : AnnouncePingID(choices.bytes32()),
    searchedKey: LongTermPublicKey(
      choices.flag() ? peer.longTerm.publicKey.bytes32 : choices.key32()),
    dataKey: OnionDataPublicKey(choices.key32()), sendback: RequestID(choices.uint64()))
  let nonce = bench.nonce()
  let box = OnionKeys.requester(peer)
  switch choices.below(4) {
  case 0:
    let extended = ExtendedAnnounceRequest.Payload(payload, groupAnnounce: choices.bytes(upTo: 136))
    return ExtendedAnnounceRequest(
      nonce: nonce, requester: peer.longTerm.publicKey,
      sealed: box.seal(extended, nonce: nonce)
    ).encoded()
  case 1:
    return AnnounceRequest(
      nonce: nonce, requester: LongTermPublicKey(choices.key32()),
      sealed: box.seal(payload, nonce: nonce)
    ).encoded()
  default:
    return AnnounceRequest(
      nonce: nonce, requester: peer.longTerm.publicKey, sealed: box.seal(payload, nonce: nonce)
    ).encoded()
  }
}

private func announce(_ bench: inout FuzzBench, _ choices: inout Choices, ways: inout OnionWays) {
  let request = announceRequest(&bench, &choices, ways: ways)
  bench.receive(request + ways.pick(hops: 3, &choices).bytes, from: choices.endpoint())
}

private func sendData(_ bench: inout FuzzBench, _ choices: inout Choices, ways: inout OnionWays) {
  let response = OnionDataResponse(
    nonce: bench.nonce(), temporaryKey: EphemeralPublicKey(choices.key32()),
    sealed: Sealed(choices.bytes(17 + choices.below(230))))
  let request = OnionDataRequest(to: LongTermPublicKey(choices.key32()), response)
  bench.receive(
    request.encoded() + ways.pick(hops: 3, &choices).bytes, from: choices.endpoint())
}
