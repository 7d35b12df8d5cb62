import ToxCrypto
import ToxWire

extension Sessions {
  /// Answers with a cookie. Anyone gets one: nothing is remembered.
  mutating func receive(_ packet: CookieRequest, from route: Route, _ context: inout NodeContext) {
    if case .relayed(let key) = route, key != packet.sender {
      return context.drops.count(.malformed)
    }
    guard packet.sender != context.dht.publicKey else {
      return context.drops.count(.fromOurselves)
    }
    guard cookies.mayAnswer(route, now: context.now) else {
      return context.drops.count(.overLimit)
    }
    guard
      let box = context.sharedKey(withRequester: packet.sender, at: route)
    else { return }
    guard
      let request = box.open(packet.sealed, nonce: packet.nonce, as: CookieRequest.Payload.self)
    else { return context.drops.count(.undecryptable) }
    let cookie = cookies.make(for: request.sender, packet.sender, &context)
    let nonce = context.entropy.nonce()
    let sealed = box.seal(
      CookieResponse.Payload(cookie: cookie, echo: request.echo), nonce: nonce)
    let response = CookieResponse(nonce: nonce, sealed: sealed)
    context.transmit(response.encoded(), on: route)
  }

  mutating func receive(_ packet: CookieResponse, from route: Route, _ context: inout NodeContext) {
    let isExpected =
      table.slot(of: route).flatMap {
        table[$0]?.receive(packet, from: route, cookies: cookies, &context)
      } ?? false
    if !isExpected { context.drops.count(.unsolicited) }
  }

  /// A handshake proves its sender's long-term key and DHT key: it may come from anywhere.
  mutating func receive(
    _ packet: Handshake, from route: Route, contacts: some ContactLookup,
    _ context: inout NodeContext
  ) {
    guard let cookie = cookies.open(packet.cookie, now: context.now) else {
      return context.drops.count(.badCookie)
    }
    guard cookie.dhtKey != context.dht.publicKey else {
      return context.drops.count(.fromOurselves)
    }
    if case .relayed(let key) = route, key != cookie.dhtKey {
      return context.drops.count(.badHandshake)
    }
    guard let slot = table.slot(of: cookie.longTermKey), let session = table[slot] else {
      return accept(packet, cookie: cookie, from: route, contacts: contacts, &context)
    }
    guard let payload = session.handshake.open(packet) else {
      return context.drops.count(.badHandshake)
    }
    let leaves = session.isLeft(by: payload, cookie)
    let hasSameDHTKey = session.dhtKey == cookie.dhtKey
    if hasSameDHTKey, !(leaves && session.handshake.isEstablished) {
      return receive(payload, leaves: leaves, for: slot, from: route, &context)
    }
    guard leaves || !session.isOpen else { return context.drops.count(.badHandshake) }
    end(slot, as: .replaced, &context)
    if !hasSameDHTKey {
      notices.append(.dhtKeyChanged(cookie.longTermKey, cookie.dhtKey))
    }
    accept(packet, cookie: cookie, from: route, contacts: contacts, &context)
  }

  private mutating func receive(
    _ payload: Handshake.Payload, leaves: Bool, for slot: Int, from route: Route,
    _ context: inout NodeContext
  ) {
    let isKnownSource = table.slot(of: route) == slot
    let before = table[slot]?.path
    let isFree = route.endpoint.map { table.isFree($0, for: slot, now: context.now) } ?? true
    let isAccepted =
      isFree
      && table[slot]?.receive(
        payload, leaves: leaves, from: route, isKnownSource: isKnownSource, cookies: cookies,
        &context,
        firstNumber: firstNumber) ?? false
    account(for: slot, &context)
    table.index(slot, before: before)
    table.claimDHTKey(of: slot)
    if !isAccepted { context.drops.count(.badHandshake) }
  }

  /// A contact opens a session that we know nothing of.
  private mutating func accept(
    _ packet: Handshake, cookie: Cookie.Payload, from route: Route,
    contacts: some ContactLookup, _ context: inout NodeContext
  ) {
    // Strangers are dropped before they cost us a shared key.
    guard contacts.isContact(cookie.longTermKey) else {
      return context.drops.count(.notAContact)
    }
    guard count < context.limits.sessions else { return context.drops.count(.overLimit) }
    guard let box = contactKey(cookie.longTermKey, from: route, &context)
    else { return }
    guard let payload = SessionHandshake.open(packet, with: box)
    else { return context.drops.count(.badHandshake) }
    let id = table.insert(cookie.longTermKey, dhtKey: cookie.dhtKey, box: box, &context)
    notices.append(
      .incoming(id, cookie.longTermKey, cookie.dhtKey, isRelayed: route.endpoint == nil))
    if let slot = table.slot(of: id) {
      receive(payload, leaves: false, for: slot, from: route, &context)
    }
  }

  /// The key with a contact. Any client may ask for a cookie in a contact's name, so neither a
  /// handshake nor a flood of them costs an X25519 each.
  private mutating func contactKey(
    _ key: LongTermPublicKey, from route: Route, _ context: inout NodeContext
  ) -> BoxKey? {
    if let box = contactKeys.cached(key) { return box }
    guard contactKeyExchanges.take(for: route, now: context.now) else {
      context.drops.count(.overLimit)
      return nil
    }
    guard let box = contactKeys.key(with: key, context.longTerm.secretKey) else {
      context.drops.count(.badHandshake)
      return nil
    }
    return box
  }
}
