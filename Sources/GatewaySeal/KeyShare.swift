public import GatewayCore

/// A colleague's share of an inbox key: so many of them restore it.
public struct KeyShare: Hashable, Sendable {
  public enum Fault: Error, Hashable, Sendable {
    /// No share, or none of a version that is known here.
    case format
    /// Sealed to the key with another id: this one.
    case otherReader(InboxKeyID)
    /// Changed since it was made.
    case changed
    /// Shares of several keys, or of several splits of one.
    case mixed
    /// So many more are needed.
    case tooFew(Int)
    /// They do not give the key that was split.
    case wrong
  }

  /// Before the Base64 of an opened and of a sealed share.
  public static let (prefix, sealedPrefix) = ("inboxshare_", "inboxsealedshare_")
  /// The most colleagues.
  public static let countMax = 64

  private static let version: UInt8 = 1
  private static let setSize = 8
  private static let size = 1 + InboxKeyID.size + setSize + 2 + LockedKey.size

  /// The key that was split.
  let key: InboxKeyID
  /// Random, the same for all shares of one split.
  let set: [UInt8]
  /// How many restore the key.
  let needed: UInt8
  let share: SecretSharing.Share

  /// Splits a key.
  ///
  /// - Precondition: 2 ≤ `needed` ≤ `count` ≤ `countMax`.
  public static func split(_ secret: InboxSecret, count: Int, needed: Int) -> [KeyShare] {
    precondition((2...countMax).contains(needed) && (needed...countMax).contains(count))
    var seed = secret.seedCopy
    defer { wipe(&seed) }
    let set = randomBytes(setSize)
    return SecretSharing.split(seed, count: count, needed: needed).map { share in
      KeyShare(key: secret.key.id, set: set, needed: UInt8(needed), share: share)
    }
  }

  public static func join(_ shares: [KeyShare]) throws(Fault) -> InboxSecret {
    guard let first = shares.first else { throw .tooFew(2) }
    guard shares.allSatisfy({ $0.key == first.key && $0.set == first.set }) else { throw .mixed }
    let distinct = Dictionary(shares.map { ($0.share.x, $0.share) }) { first, _ in first }.values
    guard distinct.count >= Int(first.needed) else {
      throw .tooFew(Int(first.needed) - distinct.count)
    }
    let used = distinct.sorted { $0.x < $1.x }.prefix(Int(first.needed))
    guard var seed = SecretSharing.join(Array(used)) else { throw .wrong }
    defer { wipe(&seed) }
    let secret = InboxSecret(seed: LockedKey(bytes: seed))
    guard secret.key.id == first.key else { throw .wrong }
    return secret
  }

  private var bytes: [UInt8] {
    [Self.version] + key.bytes + set + [needed, share.x] + share.y
  }

  private init(key: InboxKeyID, set: [UInt8], needed: UInt8, share: SecretSharing.Share) {
    self.key = key
    self.set = set
    self.needed = needed
    self.share = share
  }

  private init(bytes: [UInt8]) throws(Fault) {
    guard bytes.count == Self.size, bytes[0] == Self.version, bytes[17] >= 2, bytes[18] > 0 else {
      throw .format
    }
    key = InboxKeyID(bytes: Array(bytes[1..<9]))
    set = Array(bytes[9..<17])
    needed = bytes[17]
    share = SecretSharing.Share(x: bytes[18], y: Array(bytes[19...]))
  }

  /// "inboxshare_…".
  public var text: String { Self.prefix + bytes.base64 }

  /// - Parameter text: "inboxshare_…".
  public init(_ text: String) throws(Fault) {
    guard let encoded = text.utf8.dropping(Self.prefix), let bytes = [UInt8](base64: encoded)
    else { throw .format }
    try self.init(bytes: bytes)
  }

  /// The share, sealed to a colleague's inbox key with HPKE: "inboxsealedshare_…".
  public func sealed(to reader: InboxKey) throws(InboxKey.Mistake) -> String {
    let box = try HybridBox(sealing: bytes, to: reader, info: Self.info)
    return Self.sealedPrefix + ([Self.version] + reader.id.bytes + box.bytes).base64
  }

  /// Opens a colleague's share with the colleague's own key.
  public init(sealed text: String, with secret: InboxSecret) throws(Fault) {
    let head = 1 + InboxKeyID.size
    guard let encoded = text.utf8.dropping(Self.sealedPrefix),
      let all = [UInt8](base64: encoded), all.count == head + Self.size + HybridBox.overhead,
      all[0] == Self.version
    else { throw .format }
    let reader = InboxKeyID(bytes: Array(all[1..<head]))
    guard reader == secret.key.id else { throw .otherReader(reader) }
    guard let bytes = HybridBox(bytes: all[head...]).open(with: secret, info: Self.info) else {
      throw .changed
    }
    try self.init(bytes: bytes)
  }

  private static let info = Array("postern share 1".utf8)
}
