import GatewayCore
import GatewayEngine
public import GatewayStore
import ToxCore
import ToxCrypto
import ToxWire

/// Why a key could not be made, imported or exported.
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

/// The content of a .tox file.
public struct ImportedKey: Hashable, Sendable {
  public var toxID: String
  public var contacts: Int
  /// Whether it came from a home, with the owner's names for the contacts.
  public var keepsCodenames: Bool
}

/// The key pair of a home, and its import and export as a .tox file.
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

  /// Imports key pair, nospam and contacts from a .tox file into a home that has no key.
  ///
  /// - Parameter passphrase: for an encrypted file.
  public static func importKey(
    path: String, _ bytes: [UInt8], passphrase: [UInt8]?
  ) throws(KeyError) -> ImportedKey {
    let save: SaveData
    do throws(SaveDataError) {
      save = try SaveData(decoding: bytes, passphrase: passphrase)
    } catch {
      throw .unusable(error.sentence)
    }
    return try withoutKey(path) { home throws(KeyError) in
      let codenames = CodenameSection(in: save)
      try storing { () throws(StoreError) in try home.take(save, codenames) }
      return ImportedKey(
        toxID: save.identity.toxID.text, contacts: save.contacts.count,
        keepsCodenames: codenames != nil)
    }
  }

  /// The home as a .tox file: key pair, nospam, name, status message, contacts and known nodes.
  ///
  /// - Parameter passphrase: encrypts the file.
  public static func exportKey(path: String, passphrase: [UInt8]?) throws(KeyError) -> [UInt8] {
    let save = try storing { () throws(StoreError) in
      try reading(path) { reader throws(StoreError) in try reader.saveData(ofHome: path) }
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
  private func take(_ save: SaveData, _ codenames: CodenameSection?) throws(StoreError) {
    try store.write { transaction throws(StoreError) in
      try transaction.store(save.identity)
      let keys = try transaction.adoptHashKey(codenames?.hashKey) ?? keys
      var entries: [ContactKey: CodenameSection.Entry] = [:]
      for entry in codenames?.entries ?? [] { entries[entry.key] = entry }
      try transaction.rememberProfile(name: save.name, about: save.statusMessage)
      for contact in save.contacts {
        let key = ContactKey(bytes: contact.key.bytes)
        let entry = entries[key]
        try transaction.addContact(
          key, codenameHash: keys.codenameHash(of: key), codename: entry?.codename,
          state: .accepted, now: .now)
        if let note = entry?.note { try transaction.setNote(note, of: key) }
        if let status = entry?.publicStatus { try transaction.setPublicStatus(status, of: key) }
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

}

extension StoreTransaction {
  /// Adopts the hash key of another home, unless the home has contacts, whose codenames would
  /// change.
  ///
  /// - Returns: nil where the home keeps its own.
  fileprivate func adoptHashKey(_ bytes: [UInt8]?) throws(StoreError) -> HomeKeys? {
    guard let bytes, try storedContacts().isEmpty else { return nil }
    try setMeta(.hashKey, bytes)
    return HomeKeys(bytes: bytes)
  }
}

extension StoreReader {
  /// - Parameter path: of the home, for the error.
  fileprivate func saveData(ofHome path: String) throws(StoreError) -> SaveData {
    let stored = try storedContacts(.accepted)
    let contacts = try stored.map { contact throws(StoreError) in
      SavedContact(LongTermPublicKey(contact.contact.key.bytes), try savedState(of: contact))
    }
    let (name, about) = try shownProfile()
    return SaveData(
      identity: try identity(ofHome: path), contacts: contacts, name: name, statusMessage: about,
      dhtNodes: try rememberedNodes(),
      otherSections: [try codenames(of: stored)?.section].compactMap(\.self))
  }

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
