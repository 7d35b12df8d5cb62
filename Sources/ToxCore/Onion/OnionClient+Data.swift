import ToxCrypto
import ToxWire

/// Data between contacts, or a stranger's request to become one, over the nodes that store the
/// receiver.
///
/// - Spec: "Data to Route Request Packet"
extension OnionClient {
  /// Sends content, whose first byte is its type, over each node that stores the contact. What the
  /// contact alone can open is the same in all copies.
  ///
  /// - Parameter content: 1…948 bytes.
  /// - Returns: false where the contact is not found at present. True promises nothing: no answer
  ///   tells whether data arrived.
  mutating func send(
    _ content: [UInt8], to friend: FriendID, directory: some NodeDirectory,
    _ context: inout NodeContext
  ) -> Bool {
    precondition((1...OnionData.contentSizeMax).contains(content.count), "1…948 bytes")
    guard let search = searches[friend],
      let personal = BoxKey(search.lookup.target, context.longTerm.secretKey)
    else { return false }
    let nonce = context.entropy.nonce()
    let data = OnionData(
      sender: context.longTerm.publicKey, sealed: personal.seal(content, nonce: nonce))
    var isSent = false
    for entry in search.storingNodes {
      guard let dataKey = entry.dataKey,
        let packet = seal(data, nonce: nonce, for: dataKey, &context)
      else { continue }
      let request = OnionDataRequest(to: search.lookup.target, packet)
      if requester.send(request, to: entry.node, directory: directory, &context) {
        isSent = true
      }
    }
    return isSent
  }

  /// Data for us. Both boxes are opened here, so that the sender's key is proven; the inner one of
  /// the first copy alone.
  mutating func receive(_ packet: OnionDataResponse, _ context: inout NodeContext) {
    guard dataBudget.take(context.now.monotonic) else {
      context.drops.count(.overLimit)
      return
    }
    guard let outer = BoxKey(packet.temporaryKey, dataKeys.secretKey),
      let data: OnionData = outer.open(packet.sealed, nonce: packet.nonce)
    else {
      context.drops.count(.undecryptable)
      return
    }
    guard !recentData.contains(data, nonce: packet.nonce) else {
      context.drops.count(.duplicate)
      return
    }
    guard let inner = BoxKey(data.sender, context.longTerm.secretKey),
      let content = inner.open(data.sealed, nonce: packet.nonce)
    else {
      context.drops.count(.undecryptable)
      return
    }
    recentData.insert(data, nonce: packet.nonce)
    guard data.sender != context.longTerm.publicKey else {
      context.drops.count(.fromOurselves)
      return
    }
    do throws(WireError) {
      note(.data(from: data.sender, try OnionContent(decoding: content)))
    } catch {
      context.drops.count(Drop(error))
    }
  }

  private func seal(
    _ data: OnionData, nonce: Nonce, for dataKey: OnionDataPublicKey,
    _ context: inout NodeContext
  ) -> OnionDataResponse? {
    let temporary: KeyPair<EphemeralPublicKey> = context.entropy.keyPair()
    guard let outer = BoxKey(dataKey, temporary.secretKey) else { return nil }
    return OnionDataResponse(
      nonce: nonce, temporaryKey: temporary.publicKey, sealed: outer.seal(data, nonce: nonce))
  }
}
