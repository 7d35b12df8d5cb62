import GatewayCore

/// What the policy `held` keeps off the disk: the vault's part in memory. It changes within
/// transactions, is undone with them, and is lost when the process ends.
struct HeldContent {
  var answers = HeldAnswers()
  var deliveries = HeldDeliveries()
  var asks = HeldAsks()
  var stamps = HeldStamps()

  /// The contact is forgotten.
  mutating func removeAll(of contact: ContactKey) {
    answers.removeAll(of: contact)
    deliveries.removeAll(of: contact)
    asks.removeAll(of: contact)
    stamps.removeAll(of: contact)
  }
}
