import Foundation
import GRDB

/// The bot's identity: opaque to the store, and never printed.
public struct StoredIdentity: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  public var secretKey: [UInt8]
  public var nospam: [UInt8]

  public init(secretKey: [UInt8], nospam: [UInt8]) {
    self.secretKey = secretKey
    self.nospam = nospam
  }

  /// Overwrites the key. Existing copies of it stay.
  public mutating func wipe() {
    secretKey.withUnsafeMutableBytes { bytes in
      if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
    }
  }

  public var description: String { "StoredIdentity(…)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Small opaque values that the bot keeps about itself.
public enum MetaKey: String, Hashable, Sendable, CaseIterable {
  /// The key of the hashes behind codenames and fingerprints.
  case hashKey = "hash_key"
  /// DHT nodes and relays for reconnecting.
  case networkState = "network_state"
  /// Present while the bot that ran last has `inbox { keep = "nothing" }`.
  case keepsNothing = "keeps_nothing"
  /// Name and status message of the bot that ran last, as contacts see them; used for a .tox file
  /// of the home. The name, a NUL, the message.
  case shownProfile = "shown_profile"
  /// Present once a bot of the home showed an avatar, which contacts' clients keep until they are
  /// told that there is none.
  case hasShownAvatar = "has_shown_avatar"
  /// How long an identity without a bot keeps received content, as in `inbox { keep = … }`.
  case ownKeep = "own_keep"
  /// The network profile of the bot that ran last: a command that opens the home without the bot's
  /// file shows the machine's address to no more parties than the bot did.
  case networkProfile = "network_profile"
  /// The absolute path of the bot's file that ran last, to which the home belongs.
  case botFile = "bot_file"
  /// When the key was last seen in use on another machine.
  case seenElsewhereAt = "seen_elsewhere_at"
  /// Relays and nodes from the file of the bot that ran last.
  case networkWays = "network_ways"
  /// Set when something is forgotten, until the files hold no copy of it.
  case rewritingOwed = "rewriting_owed"
  /// The random id of a home that is or was sealed.
  case sealHome = "seal_home"
  /// The inbox keys to which it is sealed, one behind the other; absent or empty where it is not.
  case sealReaders = "seal_readers"
  /// The key of what the bot itself needs later.
  case workingKey = "working_key"
  /// While what was stored before the seal is being sealed: the column at which that is; empty
  /// while files are sealed, which come first.
  case sealing
  /// The names of the staff in the bot's file, a line each.
  case staff
  /// The answers that the bot's file has ready, as JSON.
  case replies
  /// In a backup: when it was made.
  case backedUpAt = "backed_up_at"
}

extension StoreReader {
  public func identity() throws(StoreError) -> StoredIdentity? {
    try row("SELECT secret_key, nospam FROM identity WHERE id = 1") { row in
      // Not copied into a Data of its own, which would not be wiped.
      let key = try row.withUnsafeData(atIndex: 0) { [UInt8]($0 ?? Data()) }
      return StoredIdentity(secretKey: key, nospam: row.bytes(1))
    }
  }

  public func meta(_ key: MetaKey) throws(StoreError) -> [UInt8]? {
    try row("SELECT value FROM meta WHERE name = ?", [key.rawValue]) { $0.bytes(0) }
  }
}

extension StoreTransaction {
  public func setIdentity(_ identity: StoredIdentity) throws(StoreError) {
    try run(
      "INSERT OR REPLACE INTO identity (id, secret_key, nospam) VALUES (1, ?, ?)",
      [Data(identity.secretKey), Data(identity.nospam)])
  }

  /// Stores whether messages may be written, for commands that open the store without the bot's
  /// file.
  public func noteKeepsNothing(_ keepsNothing: Bool) throws(StoreError) {
    guard try (meta(.keepsNothing) != nil) != keepsNothing else { return }
    if keepsNothing {
      try setMeta(.keepsNothing, [1])
    } else {
      try run("DELETE FROM meta WHERE name = ?", [MetaKey.keepsNothing.rawValue])
    }
  }

  /// Forgets the addresses at which contacts and nodes were last reached.
  ///
  /// - Returns: whether any address was stored.
  public func forgetAddresses() throws(StoreError) -> Bool {
    let contacts = try run(
      "UPDATE contacts SET network_hint = NULL WHERE network_hint IS NOT NULL")
    let nodes = try run(
      "DELETE FROM meta WHERE name = ?", [MetaKey.networkState.rawValue])
    return contacts + nodes > 0
  }

  public func setMeta(_ key: MetaKey, _ value: [UInt8]) throws(StoreError) {
    try run(
      "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", [key.rawValue, Data(value)])
  }
}
