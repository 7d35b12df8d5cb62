import GatewayCore
import GatewayEngine
import GatewayStore

/// The recipient of a message.
enum Recipient {
  case contact(Contact)
  /// Each accepted contact with it.
  case label(ContactLabel)
}

/// Finds the contacts that requests name.
extension StoreReader {
  /// The contact with this codename, key or Tox ID.
  func find(_ reference: ContactReference) throws(OperationError) -> StoredContact {
    // No codename is as long as an address. A mistyped one gets its own message.
    let address =
      ContactAddress.isMeant(by: reference.text) ? try address(reference.text) : nil
    let found = try storing { () throws(StoreError) -> StoredContact? in
      guard let address else {
        return try storedContact(Codename(text: reference.text.lowercased()))
      }
      return try storedContact(address.key)
    }
    if let found { return found }
    throw .absent(reference)
  }

  /// As in `find`, or the contact whose request has this code.
  func findRequest(_ reference: ContactReference) throws(OperationError) -> StoredContact {
    guard let code = RequestCode(reference.text) else { return try find(reference) }
    let found = try storing { () throws(StoreError) -> StoredContact? in
      try requesterKey(code).flatMap { key throws(StoreError) in try storedContact(key) }
    }
    if let found { return found }
    throw .refused(
      "No request has the code \"\(code.text)\": a code holds for an hour, and `postern contact"
        + " list` shows those that wait.")
  }

  func address(_ text: String) throws(OperationError) -> ContactAddress {
    do throws(ContactAddress.Mistake) {
      return try ContactAddress(text)
    } catch {
      throw .invalid(error.sentence)
    }
  }

  /// The contact that a reference means: as in `find`, or by the number of one of its messages, or
  /// by a note that only this contact has.
  func findConversation(_ reference: ContactReference) throws(OperationError) -> ContactKey {
    if let number = Int64(reference.text) {
      let entry = try storing { () throws(StoreError) in try item(MessageID(number)) }
      guard let entry else {
        throw .absent(
          "There is no message \(number): `postern inbox list --all` names them.", .noMessage)
      }
      return entry.conversation.contact
    }
    do throws(OperationError) {
      return try find(reference).contact.key
    } catch {
      if case .store = error { throw error }
      let noted = try storing { () throws(StoreError) in try contacts(withNote: reference.text) }
      switch noted.count {
      case 0: throw error
      case 1: return noted[0]
      default:
        throw .refused(
          "Several contacts have the note \"\(reference.text)\": name one by codename.")
      }
    }
  }
}

extension StoreTransaction {
  /// The recipient that a person or a program names.
  ///
  /// - Throws: where it is neither a contact nor a label, or could be both.
  func recipient(_ reference: ContactReference) throws(OperationError) -> Recipient {
    // A key is one, whatever the labels are.
    guard !ContactAddress.isMeant(by: reference.text) else {
      guard let contact = contact(try address(reference.text).key) else { throw .absent(reference) }
      return .contact(contact)
    }
    let label = try storing { () throws(StoreError) -> ContactLabel? in
      guard let label = ContactLabel(reference.text), try isInUse(label) else { return nil }
      return label
    }
    let contact = try storing { () throws(StoreError) in
      try storedContact(Codename(text: reference.text.lowercased()))
    }
    switch (contact, label) {
    case (let found?, nil): return .contact(found.contact)
    case (nil, let label?): return .label(label)
    case (_?, _?):
      throw .refused(
        "\"\(reference.text)\" is a contact's codename and a label: name the contact by its public"
          + " key, or write to the label with `postern broadcasts send` (/v1/broadcasts).")
    case (nil, nil):
      throw .absent(
        "There is no contact and no label \"\(reference.text)\": `postern contact list` names"
          + " them.", .noContact)
    }
  }
}

extension OperationError {
  fileprivate static func absent(_ reference: ContactReference) -> OperationError {
    .absent(
      "There is no contact \"\(reference.text)\": `postern contact list` names them.", .noContact)
  }
}
