import Foundation
import GRDB

/// Who the bot is: opaque to the store, and printed as nothing.
public struct StoredIdentity: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  public var secretKey: [UInt8]
  public var nospam: [UInt8]

  public init(secretKey: [UInt8], nospam: [UInt8]) {
    self.secretKey = secretKey
    self.nospam = nospam
  }

  /// Overwrites the key. A copy that was made of it stays.
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
  /// DHT nodes and relays to reconnect through.
  case networkState = "network_state"
  /// Present while the bot that ran last has `inbox { keep = "nothing" }`.
  case keepsNothing = "keeps_nothing"
  /// Name and status message of the bot that ran last, as contacts see them: what a .tox file of the
  /// home shows. The name, a NUL, the message.
  case shownProfile = "shown_profile"
  /// How long an identity without a bot keeps what comes in, as in `inbox { keep = … }`.
  case ownKeep = "own_keep"
  /// The network profile of the bot that ran last: whoever opens the home without the bot's file
  /// shows no more than it did.
  case networkProfile = "network_profile"
  /// The bot's file that the home belongs to: the absolute path of the one that ran last.
  case botFile = "bot_file"
  /// When the key was last seen to run in another place too.
  case seenElsewhereAt = "seen_elsewhere_at"
  /// Relays and nodes that the file of the bot that ran last names.
  case networkWays = "network_ways"
  /// Present from when something is forgotten until the files are clean of it.
  case rewritingOwed = "rewriting_owed"
  /// In a backup: when it was made.
  case backedUpAt = "backed_up_at"
}

extension StoreReader {
  public func identity() throws(StoreError) -> StoredIdentity? {
    try row("SELECT secret_key, nospam FROM identity WHERE id = 1") { row in
      // Not through a Data of its own, which nothing would wipe.
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

  /// Remembers for whoever opens the store without the bot whether messages may be written.
  public func noteKeepsNothing(_ keepsNothing: Bool) throws(StoreError) {
    guard try (meta(.keepsNothing) != nil) != keepsNothing else { return }
    if keepsNothing {
      try setMeta(.keepsNothing, [1])
    } else {
      try run("DELETE FROM meta WHERE name = ?", [MetaKey.keepsNothing.rawValue])
    }
  }

  /// Forgets where contacts and nodes were last reached.
  ///
  /// - Returns: whether anything was remembered.
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
