import GatewayCore
public import GatewayStore
import ToxCore
import ToxCrypto
import ToxWire

/// Why a key could not be made, taken or given.
public enum KeyError: Error, Hashable, Sendable, CustomStringConvertible {
  case store(StoreError)
  case hasKey
  case unusable(String)

  public var description: String {
    switch self {
    case .store(let error): error.description
    case .hasKey:
      "The home has a key already; it was left as it is. Name a new home, or export and remove it."
    case .unusable(let reason): reason
    }
  }
}

/// The key pair of a home, and its exchange with other clients as a .tox file.
extension BotHome {
  /// Makes a key pair in a home that has none.
  ///
  /// - Returns: the Tox ID.
  public static func newKey(path: String) throws(KeyError) -> String {
    try withoutKey(path) { home throws(KeyError) in
      let identity = freshIdentity()
      try storing { () throws(StoreError) in
        try home.store.write { transaction throws(StoreError) in
          try transaction.store(identity)
        }
      }
      return identity.toxID.text
    }
  }

  /// Takes key pair, nospam and contacts from a .tox file into a home that has no key.
  ///
  /// - Parameter passphrase: for an encrypted file.
  /// - Returns: the Tox ID.
  public static func importKey(
    path: String, _ bytes: [UInt8], passphrase: [UInt8]?
  ) throws(KeyError) -> String {
    let save: SaveData
    do throws(SaveDataError) {
      save = try SaveData(decoding: bytes, passphrase: passphrase)
    } catch {
      throw .unusable(error.sentence)
    }
    return try withoutKey(path) { home throws(KeyError) in
      try storing { () throws(StoreError) in try home.take(save) }
      return save.identity.toxID.text
    }
  }

  /// The home as a .tox file: key pair, nospam, name, status message, contacts and known nodes.
  ///
  /// - Parameter passphrase: encrypts the file.
  public static func exportKey(path: String, passphrase: [UInt8]?) throws(KeyError) -> [UInt8] {
    let save = try storing { () throws(StoreError) in
      try opened(path, new: .refused) { home throws(StoreError) in try home.saveData() }
    }
    guard let passphrase else { return save.encoded() }
    var entropy = SystemRandomNumberGenerator()
    do throws(SaveDataError) {
      return try save.encrypted(passphrase: passphrase, entropy: &entropy)
    } catch {
      throw .unusable(error.sentence)
    }
  }

  private static func withoutKey<Value>(
    _ path: String, _ body: (BotHome) throws(KeyError) -> Value
  ) throws(KeyError) -> Value {
    let home = try storing { () throws(StoreError) in
      try BotHome(path: path, exclusively: true, new: .forKey)
    }
    defer { home.close() }
    let existing = try storing { () throws(StoreError) in
      try home.store.read { reader throws(StoreError) in try reader.identity() }
    }
    guard existing == nil else { throw .hasKey }
    return try body(home)
  }

  private static func storing<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(KeyError) -> Value {
    do throws(StoreError) { return try body() } catch { throw .store(error) }
  }
}

extension BotHome {
  private func take(_ save: SaveData) throws(StoreError) {
    try store.write { transaction throws(StoreError) in
      try transaction.store(save.identity)
      try transaction.rememberProfile(name: save.name, about: save.statusMessage)
      for contact in save.contacts {
        let key = ContactKey(bytes: contact.key.bytes)
        try transaction.addContact(
          key, codenameHash: keys.codenameHash(of: key), state: .accepted, now: .now)
        switch contact.state {
        case .requested(let message, let noSpam, _):
          try transaction.setContactRequest(
            to: key, noSpam: noSpam.rawValue, message: String(decoding: message, as: UTF8.self))
        case .confirmed(let name, let statusMessage, _, _):
          try transaction.setName(String(decoding: name, as: UTF8.self), of: key)
          try transaction.setStatusMessage(String(decoding: statusMessage, as: UTF8.self), of: key)
        }
      }
    }
    try remember(save.dhtNodes)
  }

  private func saveData() throws(StoreError) -> SaveData {
    let nodes = try rememberedNodes()
    let identity = try identity()
    return try store.read { reader throws(StoreError) in
      let contacts = try reader.storedContacts(.accepted).map { contact throws(StoreError) in
        SavedContact(
          LongTermPublicKey(contact.contact.key.bytes), try reader.savedState(of: contact))
      }
      let (name, about) = try reader.shownProfile()
      return SaveData(
        identity: identity, contacts: contacts, name: name, statusMessage: about, dhtNodes: nodes)
    }
  }
}

extension StoreReader {
  fileprivate func savedState(of stored: StoredContact) throws(StoreError) -> SavedContact.State {
    if let request = try contactRequest(to: stored.contact.key) {
      return .requested(
        message: Array(request.message.utf8), NoSpam(request.noSpam), isSent: true)
    }
    return .confirmed(
      name: Array(stored.contact.name.utf8.prefix(128)),
      statusMessage: Array(stored.statusMessage.utf8.prefix(1_007)), .online,
      lastSeen: UInt64(max(0, stored.lastSeen.rawValue / 1_000)))
  }
}

extension SaveDataError {
  fileprivate var sentence: String {
    switch self {
    case .malformed: "This is no .tox file, or a damaged one."
    case .noKeys: "The file holds no key pair."
    case .keysDisagree: "The file's public and secret key do not belong together."
    case .passphraseNeeded: "The file is encrypted: give --passphrase-file."
    case .wrongPassphrase: "The passphrase is wrong, or the file is damaged."
    case .outOfMemory: "There is not enough memory to derive the key (16 MiB)."
    }
  }
}
