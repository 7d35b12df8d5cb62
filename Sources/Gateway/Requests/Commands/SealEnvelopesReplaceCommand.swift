package import GatewayCore
import GatewayEngine
import GatewaySeal
import GatewayStore

/// Replaces what opens sealed content by what a holder of an inbox key made of it for the keys to
/// which the home is sealed now. The bot can't look into either.
package struct SealEnvelopesReplaceCommand: HomeCommand {
  package static let name = "seal_envelopes_replace"
  package static let scope = Scope.key

  package var envelopes: [EnvelopeSummary]

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    guard envelopes.count <= SealEnvelopesQuery.pageMax else {
      throw .invalid("One command replaces at most \(SealEnvelopesQuery.pageMax) envelopes.")
    }
    let (home, readers) = try transaction.storing { () throws(StoreError) in
      (try transaction.meta(.sealHome), try transaction.sealReaders().map(\.id))
    }
    guard let home, !readers.isEmpty else { throw .refused("This home is not sealed.") }
    var count = 0
    for summary in envelopes {
      guard let bytes = summary.bytes, let envelope = try? SealEnvelope(bytes: bytes),
        envelope.home == home, EnvelopeSummary.text(of: envelope.number) == summary.number
      else { throw .invalid("An envelope is none of this home.") }
      guard envelope.readers == readers else {
        throw .refused("An envelope is for other keys than those to which the bot seals now.")
      }
      let stored = StoredEnvelope(number: envelope.number, bytes: bytes)
      let isReplaced = try transaction.storing { () throws(StoreError) in
        try transaction.replaceEnvelope(stored)
      }
      if isReplaced { count += 1 }
    }
    return OperationResult(reply: .value(.changed(count)), changes: [.resealed])
  }
}

extension Command where Self == SealEnvelopesReplaceCommand {
  package static func sealEnvelopesReplace(_ envelopes: [EnvelopeSummary]) -> Self {
    Self(envelopes: envelopes)
  }
}
