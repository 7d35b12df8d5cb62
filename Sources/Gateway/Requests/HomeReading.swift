import GatewayCore
import GatewayEngine
import GatewayStore
import ToxCore
import ToxWire

/// What several requests read.
extension StoreReader {
  func contactSummaries() throws(OperationError) -> [ContactSummary] {
    try storing { () throws(StoreError) in
      try contactSummaries(of: storedContacts(), labels: contactLabels())
    }
  }

  /// With their labels and the codes of their requests.
  func contactSummaries(of contacts: [StoredContact]) throws(OperationError) -> [ContactSummary] {
    try storing { () throws(StoreError) in
      var labels: [ContactKey: [ContactLabel]] = [:]
      for contact in contacts {
        labels[contact.contact.key] = try contactLabels(of: contact.contact.key)
      }
      return try contactSummaries(of: contacts, labels: labels)
    }
  }

  private func contactSummaries(
    of contacts: [StoredContact], labels: [ContactKey: [ContactLabel]]
  ) throws(StoreError) -> [ContactSummary] {
    let codes = try requestCodes()
    return contacts.map { stored in
      let contact = stored.contact
      return ContactSummary(
        codename: contact.codename.text, key: contact.key.bytes.hex, name: contact.name,
        publicStatus: contact.publicStatus, note: stored.note,
        labels: labels[contact.key, default: []].map(\.text), state: contact.state,
        firstSeen: contact.firstSeen, lastSeen: stored.lastSeen, requestText: stored.requestText,
        requestCode: codes[contact.key]?.text)
    }
  }

  /// With when they are erased, where that is asked for.
  func messageSummaries(of items: [Item]) throws(StoreError) -> [MessageSummary] {
    let erasures = try erasures(among: items.map(\.id))
    return items.map { item in
      var summary = MessageSummary(item)
      summary.erasing = erasures[item.id]
      return summary
    }
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
      case .unknownMessage: throw .absent(error.description, .noMessage)
      case .unknownContact: throw .absent(error.description, .noContact)
      case .unknownDelivery: throw .absent(error.description)
      default: throw .store(error)
      }
    }
  }
}
