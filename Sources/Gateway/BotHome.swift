import Foundation
public import GatewayStore
import GatewayCore
public import ToxCore
import ToxCrypto
import ToxWire

/// A home that was opened: its store, its identity and its keys; with the lock where a bot runs.
public final class BotHome: Sendable {
  public let path: String
  public let store: Store
  /// What was found open to others and has been closed: sentences for the log.
  public let repairs: [String]
  let keys: HomeKeys
  private let lock: HomeLock?

  /// - Parameter exclusively: takes the home's lock: for whoever runs a node on it.
  /// - Throws: `StoreError`.
  public init(path: String, exclusively: Bool) throws(StoreError) {
    self.path = path
    try Self.makeParent(of: path)
    let home = try Home(path: path)
    repairs = home.repairs
    lock = exclusively ? try HomeLock(home) : nil
    store = try Store(home)
    keys = try Self.keys(store)
  }

  /// Where the running bot listens for the command line.
  public var socketPath: String { Self.socketPath(home: path) }

  /// The identity; made and stored where the home has none.
  public func identity() throws(StoreError) -> Identity {
    try store.write { transaction throws(StoreError) in
      if let stored = try transaction.identity() {
        guard let identity = Identity(stored) else { throw .corrupt("the key has a wrong size") }
        return identity
      }
      var entropy = SystemRandomNumberGenerator()
      let identity = Identity(from: &entropy)
      try transaction.setIdentity(identity.stored)
      return identity
    }
  }

  /// Gives the lock back and closes the files.
  public func close() {
    try? store.close()
    lock?.release()
  }

  private static func makeParent(of path: String) throws(StoreError) {
    let parent = URL(filePath: path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(
        atPath: parent, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw .homeUnusable(path: path, reason: "\(parent) can't be made")
    }
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

/// DHT nodes that answered before, through which to come back.
extension BotHome {
  func rememberedNodes() throws(StoreError) -> [PackedNode] {
    let bytes = try store.read { reader throws(StoreError) in try reader.meta(.networkState) }
    let stored = bytes ?? []
    var reader = Reader(stored.span)
    return (try? PackedNode.list(from: &reader, limit: 64)) ?? []
  }

  func remember(_ nodes: [PackedNode]) throws(StoreError) {
    try store.write { transaction throws(StoreError) in
      try transaction.setMeta(.networkState, nodes.flatMap { $0.encoded() })
    }
  }
}
