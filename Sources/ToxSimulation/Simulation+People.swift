import ToxCore
public import ToxWire

/// What people do with their nodes.
extension Simulation {
  public func person(_ id: NodeID) -> Person { nodes[id.index].person }

  public func toxID(of id: NodeID) -> ToxID { nodes[id.index].identity.toxID }

  public func publicKey(of id: NodeID) -> LongTermPublicKey { toxID(of: id).publicKey }

  /// Joins the network through another node, now and in every later run.
  public mutating func bootstrap(_ id: NodeID, through other: NodeID) {
    if !nodes[id.index].bootstraps.contains(other.index) {
      nodes[id.index].bootstraps.append(other.index)
    }
    let endpoint = network.endpoint(of: nodes[other.index].host)
    guard let key = nodes[other.index].dhtKey else { return }
    perform(on: id) { node, now in node.bootstrap(endpoint, key, now: now) }
  }

  /// Connects through another node's relay, now and in every later run.
  public mutating func useRelay(_ id: NodeID, of other: NodeID) {
    guard let key = nodes[other.index].dhtKey else { return }
    useRelay(id, at: network.endpoint(of: nodes[other.index].host), key)
  }

  /// The same of a relay that no node serves.
  public mutating func useRelay(_ id: NodeID, at endpoint: Endpoint, _ key: DHTPublicKey) {
    nodes[id.index].relays.append(PackedNode(TransportEndpoint(.tcp, endpoint), key))
    perform(on: id) { node, now in node.addRelay(key, at: .endpoint(endpoint), now: now) }
  }

  /// Forgets the nodes that the node joined through: in its next run it joins through others.
  public mutating func forgetBootstraps(_ id: NodeID) { nodes[id.index].bootstraps = [] }

  /// Looks for neighbours on the local network.
  public mutating func discoverNeighbours(_ id: NodeID) {
    let broadcast = network.broadcastEndpoints(of: nodes[id.index].host)
    perform(on: id) { node, now in node.startLANDiscovery(broadcast: broadcast, now: now) }
  }

  /// Adds a contact: with a friend request, or by bare key where the other side adds ours too.
  public mutating func add(_ peer: NodeID, to id: NodeID, request: [UInt8]?) {
    let toxID = toxID(of: peer)
    addContact(toxID.publicKey, to: id, request: request.map { (toxID.noSpam, $0) })
  }

  /// Accepts the peer's friend request, now or when it comes.
  public mutating func accept(_ peer: NodeID, at id: NodeID) {
    let key = publicKey(of: peer)
    nodes[id.index].person.welcome.append(key)
    if nodes[id.index].person.requests.contains(where: { $0.from == key }) {
      addContact(key, to: id, request: nil)
    }
  }

  /// Says something as soon as the peer is there; again where its receipt does not come.
  public mutating func say(_ texts: [[UInt8]], from id: NodeID, to peer: NodeID, window: Int = 64) {
    guard let index = nodes[id.index].person.index(of: publicKey(of: peer)) else { return }
    nodes[id.index].person.contacts[index].said += texts
    nodes[id.index].person.contacts[index].window = window
    sendWhatWaits(index, at: id)
  }

  /// Whether messages are acknowledged as they come: those of one contact, or with nil those of all
  /// present contacts. Turning it on acknowledges the messages that wait.
  public mutating func setConsuming(_ consumes: Bool, of peer: NodeID? = nil, at id: NodeID) {
    let key = peer.map { publicKey(of: $0) }
    for index in nodes[id.index].person.contacts.indices {
      guard key == nil || key == nodes[id.index].person.contacts[index].key else { continue }
      nodes[id.index].person.contacts[index].isConsumed = consumes
      if consumes { consumeHeld(index, at: id) }
    }
  }

  /// Sets the machine's wall clock wrong, by seconds.
  public mutating func shiftClock(of id: NodeID, by seconds: Int64) {
    nodes[id.index].clockOffset += seconds
  }

  /// Forgets where the contacts were last seen.
  public mutating func forgetHints(at id: NodeID) {
    for index in nodes[id.index].person.contacts.indices {
      nodes[id.index].person.contacts[index].hint = nil
    }
  }

  /// What a person does when its node starts again.
  mutating func returnToContacts(of id: NodeID) {
    for relay in nodes[id.index].relays {
      perform(on: id) { node, now in
        node.addRelay(relay.key, at: .endpoint(relay.address.endpoint), now: now)
      }
    }
    for other in nodes[id.index].bootstraps { bootstrap(id, through: NodeID(index: other)) }
    for index in nodes[id.index].person.contacts.indices {
      let contact = nodes[id.index].person.contacts[index]
      nodes[id.index].person.contacts[index].friend = addToNode(
        contact.key, at: id, request: nil, hint: contact.hint)
    }
  }

  mutating func handle(_ event: Event, at id: NodeID) {
    let node = nodes[id.index]
    switch event {
    case .connection(let status): node.person.connection = status
    case .friendRequest(let key, let message):
      node.person.requests.append(Person.Request(from: key, message: message))
      if node.person.welcome.contains(key) { addContact(key, to: id, request: nil) }
    case .friendOnline(let friend):
      guard let index = node.person.index(of: friend) else { return }
      node.person.contacts[index].cameOnline()
      sendWhatWaits(index, at: id)
      offerFiles(index, at: id)
    case .friendOffline(let friend):
      guard let index = node.person.index(of: friend) else { return }
      node.person.contacts[index].wentOffline()
    case .message(let friend, _, let text, _, let position):
      guard let index = node.person.index(of: friend) else { return }
      node.person.contacts[index].heard.append(text)
      node.person.contacts[index].held.append(position)
      if node.person.contacts[index].isConsumed { consumeHeld(index, at: id) }
    case .receipt(let friend, let position):
      guard let index = node.person.index(of: friend) else { return }
      node.person.contacts[index].acknowledged(through: position)
      sendWhatWaits(index, at: id)
    case .acknowledgementKnown(let friend, let position):
      guard let index = node.person.index(of: friend) else { return }
      node.person.contacts[index].known(through: position)
    case .friendReachableAt(let friend, let key, let endpoint):
      guard let index = node.person.index(of: friend) else { return }
      node.person.contacts[index].hint = (key, endpoint)
    case .fileOffered, .fileData, .fileReceived, .fileAccepted, .fileWritable, .fileSent,
      .filePaused, .fileResumed, .fileEnded:
      handleFile(event, at: id)
    case .friendName, .friendStatusMessage, .friendStatus, .friendTyping, .friendChangedRoute,
      .messageAcknowledged, .offer, .runsElsewhere:
      break
    }
  }

  private mutating func addContact(
    _ key: LongTermPublicKey, to id: NodeID, request: (NoSpam, [UInt8])?
  ) {
    guard nodes[id.index].person.index(of: key) == nil else { return }
    var contact = Contact(key: key)
    contact.friend = addToNode(key, at: id, request: request, hint: nil)
    nodes[id.index].person.contacts.append(contact)
  }

  private mutating func addToNode(
    _ key: LongTermPublicKey, at id: NodeID, request: (NoSpam, [UInt8])?,
    hint: (DHTPublicKey, Endpoint)?
  ) -> FriendID? {
    perform(on: id) { node, now in
      try? node.addFriend(key, request: request, hint: hint, now: now)
    } ?? nil
  }

  private mutating func sendWhatWaits(_ index: Int, at id: NodeID) {
    while let text = nodes[id.index].person.contacts[index].next,
      let friend = nodes[id.index].person.contacts[index].friend
    {
      // Messages that the node can't take now are sent after the next receipt.
      guard
        let position = perform(
          on: id, { node, now in try? node.send(text, kind: .text, to: friend, now: now) }) ?? nil
      else { return }
      nodes[id.index].person.contacts[index].inFlight.append(position)
    }
  }

  private mutating func consumeHeld(_ index: Int, at id: NodeID) {
    guard let friend = nodes[id.index].person.contacts[index].friend else { return }
    for position in nodes[id.index].person.contacts[index].held {
      perform(on: id) { node, now in node.consume(through: position, of: friend, now: now) }
    }
    nodes[id.index].person.contacts[index].doubtful += nodes[id.index].person.contacts[index].held
    nodes[id.index].person.contacts[index].held = []
    consumeWholeFiles(of: friend, at: id)
  }
}
