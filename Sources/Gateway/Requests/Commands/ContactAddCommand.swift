package import GatewayCore
import GatewayEngine
import GatewayStore
import ToxCore
import ToxCrypto
import ToxWire

/// Adds a contact of its address, and sends it a request.
package struct ContactAddCommand: HomeCommand {
  package static let name = "contact_add"
  package static let scope = Scope.contacts
  /// To add a contact is to give it an identity that it can add.
  package static let makesHome = true

  package var address: String
  package var message: String

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let address = try transaction.address(address)
    let key = address.key
    let own = try transaction.ownIdentity()
    guard key.bytes != own.keyPair.publicKey.bytes else {
      throw .refused("This is the bot's own address.")
    }
    guard (1...921).contains(message.utf8.count) else {
      throw .invalid("The request's message must have 1 to 921 bytes.")
    }
    let request = address.noSpam.map { ContactRequest(noSpam: $0, message: message) }
    try transaction.storing { () throws(StoreError) in
      let (contact, isNew) = try transaction.addContact(
        key, codenameHash: keys.codenameHash(of: key), state: .accepted, now: now)
      if !isNew, contact.state != .accepted { try transaction.setState(.accepted, of: key) }
      try transaction.setOwned(key)
      if let request {
        try transaction.setContactRequest(
          to: key, noSpam: request.noSpam, message: request.message)
      }
    }
    let added = try transaction.storing { () throws(StoreError) in
      try transaction.storedContact(key).map { [$0] } ?? []
    }
    let summaries = try transaction.contactSummaries(of: added)
    return OperationResult(
      reply: .value(.contacts(summaries)), changes: [.added(key, request)])
  }
}

extension Command where Self == ContactAddCommand {
  package static func contactAdd(address: String, message: String) -> Self {
    Self(address: address, message: message)
  }
}
