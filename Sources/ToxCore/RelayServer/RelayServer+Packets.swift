import ToxWire

/// What clients send.
extension RelayServer {
  /// The frames that a client's bytes complete, from `position` on.
  mutating func receiveFrames(
    _ bytes: Span<UInt8>, at position: Int, from index: Int, _ context: inout NodeContext
  ) {
    guard let id = clients[index]?.id else { return }
    var position = position
    var charge = bytes.count
    do throws(RelayStreamError) {
      while let size = try clients[index]?.stream.open(&position, of: bytes, into: &plaintext) {
        charge += RelayStream.frameCharge
        guard handle(size, from: index, &context) else {
          close(id, &context)
          return
        }
      }
    } catch {
      context.drops.count(Drop(error))
      close(id, &context)
      return
    }
    pay(charge, by: index, &context)
  }

  /// One frame, whose plaintext begins the buffer.
  ///
  /// - Returns: false where the client broke the protocol.
  mutating func handle(_ size: Int, from index: Int, _ context: inout NodeContext) -> Bool {
    let packet: RelayPacket.FromClient
    do throws(WireError) {
      packet = try RelayPacket.FromClient(decoding: plaintext.span.extracting(..<size))
    } catch {
      context.drops.count(Drop(error))
      return false
    }
    switch packet {
    case .data(let slot): return relay(size, on: slot, from: index, &context)
    case .routingRequest(let request): grant(request.peer, to: index, &context)
    case .connectNotification: break
    case .disconnectNotification(let notification):
      return free(notification.slot, of: index, &context)
    case .ping(let ping): send(RelayPong(id: ping.id), to: index, &context)
    case .pong(let pong): return take(pong, from: index)
    case .outOfBandSend(let packet): pass(packet, from: index, &context)
    case .onionRequest(let request): pass(request, from: index, &context)
    case .unserved: context.drops.count(.unsupported)
    }
    return true
  }

  /// Unsolicited pongs are tolerated, except id 0, which is never sent.
  private mutating func take(_ pong: RelayPong, from index: Int) -> Bool {
    if clients[index]?.pingUnanswered == pong.id { clients[index]?.pingUnanswered = nil }
    return pong.id.rawValue != 0
  }

  private mutating func pass(
    _ packet: OutOfBandSend, from index: Int, _ context: inout NodeContext
  ) {
    guard let source = clients[index]?.key,
      let destination = clients.index(of: packet.destination)
    else {
      context.drops.count(.unroutable)
      return
    }
    sendDroppable(OutOfBandReceived(from: source, packet.data), to: destination, &context)
  }

  private mutating func pass(
    _ request: RelayOnionRequest, from index: Int, _ context: inout NodeContext
  ) {
    guard let client = clients[index] else { return }
    let rate = clientOnionRequests
    guard
      rate.availableAt(context.now.monotonic, fullAt: client.onionPaidAt) <= context.now.monotonic
    else {
      context.drops.count(.overLimit)
      return
    }
    clients[index]?.onionPaidAt = rate.taking(context.now.monotonic, fullAt: client.onionPaidAt)
    note(.onionRequest(request, from: client.id, at: client.source))
  }

  /// What came back for a client's onion request.
  mutating func send(
    _ response: OnionResponsePayload, to id: RelayClientID, _ context: inout NodeContext
  ) {
    guard let index = clients.index(of: id) else {
      context.drops.count(.unroutable)
      return
    }
    sendDroppable(RelayOnionResponse(response), to: index, &context)
  }

  /// Takes the price of what a client sent; where its budget is spent, reading from it pauses.
  private mutating func pay(_ charge: Int, by index: Int, _ context: inout NodeContext) {
    guard let client = clients[index] else { return }
    let instant = context.now.monotonic
    let paidAt = clientBytes.taking(instant, fullAt: client.bytesPaidAt, count: charge)
    clients[index]?.bytesPaidAt = paidAt
    let until = max(
      clientBytes.availableAt(instant, fullAt: paidAt),
      bytes.charge(charge, to: client.source, now: context.now))
    guard until > instant else { return }
    context.timers.set(
      .relayPause(client.id), at: max(until, instant + RelayStream.pauseMin))
    guard !client.isPaused else { return }
    clients[index]?.isPaused = true
    context.outputs.served(.setReading(client.id, false))
  }
}
