import GatewayCore
import GatewayEngine
import GatewayStore

/// Finds the contacts that requests name.
extension StoreReader {
  /// The contact with this codename, key or Tox ID.
  func find(_ reference: ContactReference) throws(OperationError) -> StoredContact {
    let found = try storing { () throws(StoreError) -> StoredContact? in
      if let known = try storedContact(Codename(text: reference.text.lowercased())) { return known }
      guard let address = try? ContactAddress(reference.text) else { return nil }
      return try storedContact(address.key)
    }
    if let found { return found }
    // A mistyped address gets its own message.
    if ContactAddress.isMeant(by: reference.text) { _ = try address(reference.text) }
    throw .absent("There is no contact \"\(reference.text)\": `postern contact list` names them.")
  }

  /// The same, or the contact whose request has this code.
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
      throw .refused(error.sentence)
    }
  }

  /// The contact that a reference means: as in `find`, or by the number of one of its messages, or
  /// by a note that only this contact has.
  func findConversation(_ reference: ContactReference) throws(OperationError) -> ContactKey {
    if let number = Int64(reference.text) {
      let entry = try storing { () throws(StoreError) in try item(MessageID(number)) }
      guard let entry else {
        throw .absent("There is no message \(number): `postern inbox list --all` names them.")
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
