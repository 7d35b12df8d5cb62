/// Transfers that have ended well and may carry another request to the same receiver: to make one
/// costs as much as the request.
struct RestingTransfers {
  private var transfers: [Transfer] = []

  /// Each takes some 10 KiB. More than one webhook has under way where its owner says nothing else.
  private static let countMax = 32

  mutating func add(_ transfer: Transfer) {
    guard transfer.rest() else { return }
    if transfers.count == Self.countMax { transfers.removeFirst() }
    transfers.append(transfer)
  }

  mutating func take(for job: CourierJob) -> Transfer? {
    guard let index = transfers.lastIndex(where: { $0.suits(job) }) else { return nil }
    return transfers.remove(at: index)
  }

  mutating func removeAll() { transfers = [] }
}
