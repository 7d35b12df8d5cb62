import GatewayCore

/// Pseudonyms that were computed: each takes a hash, which would cost as much as the row of the
/// delivery.
struct KnownPseudonyms {
  private struct Key: Hashable {
    var contact: ContactKey
    var webhook: String
  }

  private var known: [Key: Pseudonym] = [:]

  /// About 200 KiB.
  private static let countMax = 1_024

  mutating func pseudonym(
    of contact: ContactKey, at webhook: String, by keys: any HomeSecrets
  ) -> Pseudonym {
    let key = Key(contact: contact, webhook: webhook)
    if let pseudonym = known[key] { return pseudonym }
    if known.count == Self.countMax { known.removeAll(keepingCapacity: true) }
    let pseudonym = keys.pseudonym(of: contact, at: webhook)
    known[key] = pseudonym
    return pseudonym
  }
}
