package import GatewayCore
import GatewayEngine
import GatewayStore

/// Adds labels to a contact and removes others.
package struct ContactLabelCommand: HomeCommand {
  package static let name = "contact_label"
  package static let scope = Scope.contacts

  package var contact: ContactReference
  package var add: [String]
  package var remove: [String]

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let key = try transaction.find(contact).contact.key
    let (added, removed) = (try Self.labels(add), try Self.labels(remove))
    let before = try transaction.storing { () throws(StoreError) in
      try transaction.contactLabels(of: key)
    }
    guard Set(before).subtracting(removed).union(added).count <= ContactLabel.countMax else {
      throw .refused(
        "A contact has \(ContactLabel.countMax) labels at most: take one away with"
          + " `postern contact label CONTACT -LABEL`.", .labelCount)
    }
    try transaction.storing { () throws(StoreError) in
      for label in removed { try transaction.setLabel(label, of: key, isSet: false) }
      for label in added { try transaction.setLabel(label, of: key, isSet: true) }
    }
    return OperationResult()
  }

  private static func labels(_ texts: [String]) throws(OperationError) -> [ContactLabel] {
    var labels: [ContactLabel] = []
    for text in texts {
      guard let label = ContactLabel(text) else {
        throw .invalid(
          "\"\(text.prefix(80))\" is no label: a label is \(ContactLabel.rule).", .labelMalformed)
      }
      labels.append(label)
    }
    return labels
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(.contact(contact))
  }
}

extension Command where Self == ContactLabelCommand {
  package static func contactLabel(
    _ contact: ContactReference, add: [String], remove: [String]
  ) -> Self {
    Self(contact: contact, add: add, remove: remove)
  }
}
