public import ToxWire

/// What a `.tox` save file holds: the form in which clients of the network exchange identities.
///
/// A save may be the only copy of a key. So reading is strict about its frame and the key pair and
/// lenient about the rest: a name too long or a node that can't be read is left out.
///
/// - Spec: "State Format"
public struct SaveData: Sendable {
  public var identity: Identity
  public var contacts: [SavedContact]
  /// At most 128 bytes.
  public var name: [UInt8]
  /// At most 1007 bytes.
  public var statusMessage: [UInt8]
  public var status: UserStatus
  /// DHT nodes to start from.
  public var dhtNodes: [PackedNode]
  /// TCP relays to start from.
  public var relays: [PackedNode]
  /// Nodes for onion paths to start from.
  public var pathNodes: [PackedNode]
  /// Sections that we do not read (groups, conferences, future ones): kept, so that a save that
  /// passes through us loses nothing.
  public var otherSections: [SaveSection]

  public init(
    identity: Identity, contacts: [SavedContact] = [], name: [UInt8] = [],
    statusMessage: [UInt8] = [], status: UserStatus = .online, dhtNodes: [PackedNode] = [],
    relays: [PackedNode] = [], pathNodes: [PackedNode] = [], otherSections: [SaveSection] = []
  ) {
    self.identity = identity
    self.contacts = contacts
    self.name = name
    self.statusMessage = statusMessage
    self.status = status
    self.dhtNodes = dhtNodes
    self.relays = relays
    self.pathNodes = pathNodes
    self.otherSections = otherSections
  }
}

/// Why bytes are not a save that can be used.
public enum SaveDataError: Error, Hashable, Sendable {
  /// Not a save, or a damaged one.
  case malformed(WireError)
  /// A save without a key pair.
  case noKeys
  /// Its public key is not that of its secret key.
  case keysDisagree
  /// Encrypted, and no passphrase was given.
  case passphraseNeeded
  /// The passphrase is wrong, or the bytes are damaged: the two can't be told apart.
  case wrongPassphrase
  /// A key from a passphrase takes 16 MiB, which were not available.
  case outOfMemory
}
