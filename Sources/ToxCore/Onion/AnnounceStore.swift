import ToxCrypto
import ToxWire

/// Our service as an announce node: clients announce themselves here and find each other.
///
/// - Spec: "Onion", "Announce Request", "Data to Route Request Packet"
struct AnnounceStore {
  var table: AnnounceTable
  private let pingIDs: AnnouncePingIDs
  private var sharedKeys: SharedKeyCache<LongTermPublicKey>
  private var requests: FairBudget
  private var data: FairBudget

  init(_ context: inout NodeContext) {
    table = AnnounceTable(
      around: context.dht.publicKey, capacity: context.limits.announceEntries)
    pingIDs = AnnouncePingIDs(AuthenticationKey(from: &context.entropy))
    sharedKeys = SharedKeyCache(capacity: context.limits.onionSharedKeys)
    requests = FairBudget(context.limits.announceRequests, &context.entropy)
    data = FairBudget(context.limits.announceData, &context.entropy)
  }

  /// How many are announced here, expired ones included.
  var count: Int { table.count }

  /// Whether any client is announced here.
  func contains(_ key: LongTermPublicKey, now: Now) -> Bool {
    table.entry(of: key, now: now) != nil
  }

  mutating func receive(
    _ delivery: OnionDelivery<AnnounceRequest>, from exit: Endpoint, directory: some NodeDirectory,
    _ context: inout NodeContext
  ) {
    let request = delivery.request
    guard let key = sharedKey(with: request.requester, at: exit, &context),
      let payload: AnnounceRequest.Payload = open(
        request.sealed, nonce: request.nonce, key: key, &context)
    else { return }
    let outcome = handle(
      payload, from: request.requester, over: delivery.returnPath, exit: exit, now: context.now)
    let answer = AnnounceResponse.Payload(
      outcome, nodes: nodes(near: payload, for: exit, directory: directory, now: context.now))
    let nonce = context.entropy.nonce()
    let response = AnnounceResponse(
      sendback: payload.sendback, nonce: nonce, sealed: key.seal(answer, nonce: nonce))
    reply(OnionResponsePayload(response), over: delivery.returnPath, exit: exit, &context)
  }

  /// The form of today's clients that may carry a group's announcement. We store none of those, and
  /// the answer has none.
  mutating func receive(
    _ delivery: OnionDelivery<ExtendedAnnounceRequest>, from exit: Endpoint,
    directory: some NodeDirectory, _ context: inout NodeContext
  ) {
    let request = delivery.request
    guard let key = sharedKey(with: request.requester, at: exit, &context),
      let payload: ExtendedAnnounceRequest.Payload = open(
        request.sealed, nonce: request.nonce, key: key, &context)
    else { return }
    let outcome = handle(
      payload.base, from: request.requester, over: delivery.returnPath, exit: exit, now: context.now
    )
    let answer = ExtendedAnnounceResponse.Payload(
      AnnounceResponse.Payload(
        outcome, nodes: nodes(near: payload.base, for: exit, directory: directory, now: context.now)
      ))
    let nonce = context.entropy.nonce()
    let response = ExtendedAnnounceResponse(
      sendback: payload.base.sendback, nonce: nonce, sealed: key.seal(answer, nonce: nonce))
    reply(OnionResponsePayload(response), over: delivery.returnPath, exit: exit, &context)
  }

  /// Data for a client that is announced here goes back along its path.
  mutating func receive(
    _ delivery: OnionDelivery<OnionDataRequest>, from exit: Endpoint, _ context: inout NodeContext
  ) {
    guard data.take(for: exit, now: context.now) else {
      context.drops.count(.overLimit)
      return
    }
    guard let entry = table.entry(of: delivery.request.destination, now: context.now) else {
      context.drops.count(.unroutable)
      return
    }
    let payload = OnionResponsePayload(delivery.request.response)
    reply(payload, over: entry.returnPath, exit: entry.exit, &context)
  }

  /// Stores the requester if its ping id is good, and tells it what it may know.
  private mutating func handle(
    _ payload: AnnounceRequest.Payload, from requester: LongTermPublicKey,
    over returnPath: OnionReturn,
    exit: Endpoint, now: Now
  ) -> AnnounceOutcome {
    var announced = table.entry(of: payload.searchedKey, now: now)
    if pingIDs.isValid(payload.pingID, of: requester, over: exit, now: now) {
      let entry = AnnounceTable.Entry(
        key: requester, dataKey: payload.dataKey, returnPath: returnPath, exit: exit,
        announcedAt: now.monotonic)
      if table.insert(entry, now: now) { announced = entry }
    }
    let pingID = pingIDs.current(for: requester, over: exit, now: now)
    guard let announced else { return .notStored(pingID) }
    guard announced.key == requester else { return .found(announced.dataKey) }
    return announced.dataKey == payload.dataKey ? .stored(pingID) : .notStored(pingID)
  }

  private func nodes(
    near payload: AnnounceRequest.Payload, for exit: Endpoint, directory: some NodeDirectory,
    now: Now
  ) -> [PackedNode] {
    directory.closestNodes(
      to: payload.searchedKey.bytes32, limit: AnnounceResponse.Payload.nodesMax,
      forLANPeer: exit.address.isLAN, now: now)
  }

  private mutating func sharedKey(
    with requester: LongTermPublicKey, at exit: Endpoint, _ context: inout NodeContext
  ) -> BoxKey? {
    guard requests.take(for: exit, now: context.now) else {
      context.drops.count(.overLimit)
      return nil
    }
    guard let key = sharedKeys.key(with: requester, context.dht.secretKey) else {
      context.drops.count(.undecryptable)
      return nil
    }
    return key
  }

  private func open<Payload: WireValue>(
    _ sealed: Sealed, nonce: Nonce, key: BoxKey, _ context: inout NodeContext
  ) -> Payload? {
    guard let plaintext = key.open(sealed, nonce: nonce) else {
      context.drops.count(.undecryptable)
      return nil
    }
    guard let payload = try? Payload(decoding: plaintext) else {
      context.drops.count(.malformed)
      return nil
    }
    return payload
  }

  private func reply(
    _ payload: OnionResponsePayload, over returnPath: OnionReturn, exit: Endpoint,
    _ context: inout NodeContext
  ) {
    context.outputs.transmit(OnionResponse3(returnPath: returnPath, payload: payload), to: exit)
  }
}
