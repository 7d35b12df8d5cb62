import CProcess
import GatewayCore
import GatewaySeal
import GatewayStore

extension BotHome {
  /// Uses the seal that the home has, if it has one: every command that opens it does so.
  static func openSeal(of store: Store) throws(StoreError) {
    store.use(try store.read { reader throws(StoreError) in try reader.homeSealer() })
  }

  /// Takes over what the bot's file says of the seal, before anything of the bot is written.
  ///
  /// - Throws: `Failure` where the file leaves out the seal of a sealed home.
  func takeSeal(of bot: BotConfiguration) throws {
    let before = try store.read { reader throws(StoreError) in
      try reader.meta(.sealReaders) ?? []
    }
    if bot.inbox.seal == .unspecified, !before.isEmpty {
      throw Failure(Self.sealMissingSentence, .configuration)
    }
    let readers = bot.inbox.seal.readers.flatMap(\.bytes)
    guard readers != before else { return }
    try store.write { transaction throws(StoreError) in
      if try transaction.meta(.sealHome) == nil {
        try transaction.setMeta(.sealHome, SealEnvelope.newHome())
        try transaction.setMeta(.workingKey, WorkingKey().copyBytes())
      }
      try transaction.setMeta(.sealReaders, readers)
      if before.isEmpty, !readers.isEmpty { try transaction.beginSealing() }
    }
    try Self.openSeal(of: store)
  }

  /// Has memory overwritten that content stood in, for as long as the process runs.
  func wipeFreedMemoryWhereSealed() {
    if store.sealer?.seals == true { cprocess_wipe_freed_memory() }
  }

  static let sealMissingSentence = """
    This home is sealed, but the bot's file does not say inbox { seal = … }: put it back, or write \
    inbox { seal = false } to store what comes from now on in clear.
    """
}

extension StoreReader {
  /// The seal of the home; nil where it never had one.
  func homeSealer() throws(StoreError) -> (any ContentSealer)? {
    guard let home = try meta(.sealHome) else { return nil }
    let readers = try meta(.sealReaders) ?? []
    guard let workingKey = try meta(.workingKey), home.count == SealEnvelope.homeSize,
      workingKey.count == WorkingKey.size, readers.count.isMultiple(of: InboxKey.size)
    else { throw .corrupt("what the home says of its seal has a wrong size") }
    let keys = stride(from: 0, to: readers.count, by: InboxKey.size).map {
      InboxKey(bytes: Array(readers[$0..<$0 + InboxKey.size]))
    }
    do throws(InboxKey.Mistake) {
      return HomeSealer(
        try InboxSealer(home: home, readers: keys, workingKey: WorkingKey(bytes: workingKey)))
    } catch {
      throw .corrupt("an inbox key of the home \(error)")
    }
  }
}
