import GatewayCore
import GatewayEngine
import GatewayStore
import ToxCore
import ToxWire

/// What several requests read.
extension StoreReader {
  func contactSummaries() throws(OperationError) -> [ContactSummary] {
    try storing { () throws(StoreError) in
      let (labels, codes) = (try contactLabels(), try requestCodes())
      return try storedContacts().map { stored in
        var summary = summary(of: stored)
        summary.labels = labels[stored.contact.key, default: []].map(\.text)
        summary.requestCode = codes[stored.contact.key]?.text
        return summary
      }
    }
  }

  func summary(of stored: StoredContact) -> ContactSummary {
    ContactSummary(
      codename: stored.contact.codename.text, key: stored.contact.key.bytes.hex,
      name: stored.contact.name, publicStatus: stored.contact.publicStatus, note: stored.note,
      state: stored.contact.state, firstSeen: stored.contact.firstSeen, lastSeen: stored.lastSeen,
      requestText: stored.requestText)
  }

  /// The contact with its labels.
  func labelledSummary(of stored: StoredContact) throws(OperationError) -> ContactSummary {
    var summary = summary(of: stored)
    summary.labels = try storing { () throws(StoreError) in
      try contactLabels(of: stored.contact.key).map(\.text)
    }
    return summary
  }

  func statusSummary() throws(OperationError) -> StatusSummary {
    StatusSummary(toxID: try ownIdentity().toxID.text, connection: "stopped", contactsOnline: 0)
  }

  func ownIdentity() throws(OperationError) -> Identity {
    guard let identity = try storing({ () throws(StoreError) in try loadedIdentity() }) else {
      throw .refused("The home has no key yet: run the bot, or `postern key new`.")
    }
    return identity
  }

  /// Runs a part that fails only with a store error.
  func storing<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(OperationError) -> Value {
    do throws(StoreError) {
      return try body()
    } catch {
      switch error {
      case .unknownMessage, .unknownContact, .unknownDelivery: throw .absent(error.description)
      default: throw .store(error)
      }
    }
  }
}
