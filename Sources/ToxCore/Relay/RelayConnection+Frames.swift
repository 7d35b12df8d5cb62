import ToxWire

/// What a relay's frames say.
extension RelayConnection {
  /// The size of the next frame's plaintext; nil where none is complete, or the connection is over.
  mutating func open(
    _ position: inout Int, of bytes: Span<UInt8>, into buffer: inout [UInt8],
    _ context: inout NodeContext
  ) -> Int? {
    do throws(RelayStreamError) {
      return try stream?.open(&position, of: bytes, into: &buffer)
    } catch {
      context.drops.count(Drop(error))
      close(&context)
      return nil
    }
  }

  mutating func receive(_ plaintext: Span<UInt8>, _ context: inout NodeContext) -> RelayReceipt? {
    do throws(WireError) {
      return try receive(RelayPacket.FromRelay(decoding: plaintext), plaintext: plaintext, &context)
    } catch {
      context.drops.count(Drop(error))
      // The content of an answer through the onion is a peer's, and no fault of the relay.
      if plaintext[0] != RelayOnionResponse.kind { close(&context) }
      return nil
    }
  }

  private mutating func receive(
    _ packet: RelayPacket.FromRelay, plaintext: Span<UInt8>, _ context: inout NodeContext
  ) -> RelayReceipt? {
    switch packet {
    case .data(let slot):
      // Data for a slot that we gave back may still come.
      guard let peer = routes.peer(at: slot) else {
        dropUseless(.unroutable, &context)
        return nil
      }
      return .data([UInt8](copying: plaintext.extracting(1...)), from: peer)
    case .routingResponse(let response): return receive(response, &context)
    case .connectNotification(let packet):
      return changed(routes.setOnline(true, at: packet.slot)).map { .online($0) }
    case .disconnectNotification(let packet):
      return changed(routes.setOnline(false, at: packet.slot)).map { .offline($0) }
    case .ping(let ping):
      cost.addUselessFrame()
      if ping.id.rawValue != 0 { send(control: RelayPong(id: ping.id).encoded(), &context) }
    case .pong(let pong):
      if heartbeat.answered(pong.id, now: context.now) {
        arm(&context)
      } else {
        dropUseless(.unsolicited, &context)
      }
    case .outOfBandReceived(let packet):
      return .outOfBand(packet.data, from: packet.source)
    case .onionResponse(let response): return .onionResponse(response.payload)
    case .unserved: context.drops.count(.unsupported)
    }
    return nil
  }

  private mutating func receive(
    _ response: RoutingResponse, _ context: inout NodeContext
  ) -> RelayReceipt? {
    switch routes.receive(response) {
    case .registered: return .registered(response.peer)
    case .refused: return .refused(response.peer)
    case .returned(let slot):
      send(control: DisconnectNotification(slot: slot).encoded(), &context)
    case .unsolicited: dropUseless(.unsolicited, &context)
    }
    return nil
  }

  private mutating func changed(_ peer: DHTPublicKey?) -> DHTPublicKey? {
    if peer == nil { cost.addUselessFrame() } else { cost.addChange() }
    return peer
  }

  /// Counts a fault that only the relay itself can have caused.
  private mutating func dropUseless(_ drop: Drop, _ context: inout NodeContext) {
    context.drops.count(drop)
    cost.addUselessFrame()
  }
}
