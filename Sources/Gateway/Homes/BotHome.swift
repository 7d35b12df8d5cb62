import Foundation
public import GatewayStore
import GatewayCore
public import ToxCore
import ToxCrypto
import ToxWire

/// An open home: its store, its identity and its keys; with the lock where a bot runs.
public final class BotHome: Sendable {
  public let path: String
  public let store: Store
  /// Permissions that were too open and have been corrected: sentences for the log.
  public let repairs: [String]
  let keys: HomeKeys
  private let lock: HomeLock?

  /// How to treat a home that does not exist yet.
  enum NewHome {
    /// It is created, with a key.
    case withKey
    /// It is created for an imported key; an existing one may lack its key too.
    case forKey
    case refused
  }

  /// Opens a home, or creates it with its key. A home that has lost its key is refused.
  ///
  /// - Parameters:
  ///   - exclusively: takes the home's lock: for a process that runs a node on it.
  ///   - patience: milliseconds to wait for another process that has the lock.
  /// - Throws: `StoreError`.
  public convenience init(
    path: String, exclusively: Bool, patience: Int = 0
  ) throws(StoreError) {
    try self.init(path: path, exclusively: exclusively, patience: patience, new: .withKey)
  }

  init(
    path: String, exclusively: Bool, patience: Int = 0, new: NewHome
  ) throws(StoreError) {
    self.path = path
    if case .refused = new { try Self.requireHome(at: path) }
    try Home.makeParent(of: path)
    let home = try Home(path: path)
    repairs = home.repairs
    // A process that creates a home also holds its lock until it is done.
    let isMade = try home.isNew()
    let lock = exclusively || isMade ? try HomeLock(home, patience: patience) : nil
    store = try Store(home) { transaction throws(StoreError) in
      if case .withKey = new { try transaction.store(Self.freshIdentity()) }
    }
    do throws(StoreError) {
      try Self.openSeal(of: store)
      keys = try Self.keys(store)
      if case .withKey = new { try Self.requireKey(store, path) }
      if case .refused = new { try Self.requireKey(store, path) }
    } catch {
      try? store.close()
      throw error
    }
    self.lock = exclusively ? lock : nil
    if exclusively { Self.removeUnsealed(home: path) }
  }

  /// Where the running bot listens for the command line.
  public var socketPath: String { Self.socketPath(home: path) }

  /// The bot's identity.
  public func identity() throws(StoreError) -> Identity {
    try store.read { [path] reader throws(StoreError) in try reader.identity(ofHome: path) }
  }

  static func freshIdentity() -> Identity {
    var entropy = SystemRandomNumberGenerator()
    return Identity(from: &entropy)
  }

  /// Releases the lock and closes the files.
  public func close() {
    try? store.close(rewrites: lock != nil)
    lock?.release()
  }

  private static func requireKey(_ store: Store, _ path: String) throws(StoreError) {
    let stored = try store.read { reader throws(StoreError) in try reader.identity() }
    guard stored != nil else { throw .keyMissing(path: path) }
  }

  private static func requireHome(at path: String) throws(StoreError) {
    guard try Store.hasHome(at: path) else { throw .noHome(path: path) }
  }

  private static func keys(_ store: Store) throws(StoreError) -> HomeKeys {
    let bytes = try store.write { transaction throws(StoreError) in
      if let bytes = try transaction.meta(.hashKey) { return bytes }
      var entropy = SystemRandomNumberGenerator()
      let bytes = (0..<HomeKeys.size).map { _ in UInt8.random(in: .min ... .max, using: &entropy) }
      try transaction.setMeta(.hashKey, bytes)
      return bytes
    }
    guard bytes.count == HomeKeys.size else { throw .corrupt("the hash key has a wrong size") }
    return HomeKeys(bytes: bytes)
  }
}

/// What is in the directory of a home.
extension BotHome {
  /// Whether the home has, or may have, a file, a folder or a socket with this name.
  static func usesName(_ name: String) -> Bool {
    name == socketName || name.hasPrefix(plainName) || Home.usesName(name)
  }
}

/// DHT nodes that answered in an earlier run, for joining again.
extension BotHome {
  func rememberedNodes() throws(StoreError) -> [PackedNode] {
    try store.read { reader throws(StoreError) in try reader.rememberedNodes() }
  }

  func remember(_ nodes: [PackedNode]) throws(StoreError) {
    try store.write { transaction throws(StoreError) in
      try transaction.setMeta(.networkState, nodes.flatMap { $0.encoded() })
    }
  }
}

extension StoreReader {
  func rememberedNodes() throws(StoreError) -> [PackedNode] {
    let stored = try meta(.networkState) ?? []
    var reader = Reader(stored.span)
    return (try? PackedNode.list(from: &reader, limit: 64)) ?? []
  }
}
