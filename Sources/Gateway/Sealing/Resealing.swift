import Foundation
public import GatewayCore
import GatewaySeal
public import GatewayStore

/// Gives what was sealed before to the keys to which a home is sealed now, where an earlier key is:
/// the bot never sees it.
public struct Resealing: Sendable {
  /// Envelopes for the home's present keys now.
  public private(set) var count = 0
  /// Envelopes that the key does not open: they were for others.
  public private(set) var foreign = 0
  /// Envelopes that were changed since they were made.
  public private(set) var changed = 0

  private let opener: SealedMessages
  private let readers: [InboxKey]

  /// - Parameters:
  ///   - readers: the keys to which the home is sealed, as text.
  ///   - expected: files with public keys that these have to be; empty: any.
  /// - Throws: `Failure` where they are others.
  public init(
    with opener: SealedMessages, to readers: [String], expected: [String]
  ) throws {
    self.opener = opener
    do throws(InboxKey.Mistake) {
      self.readers = try readers.map { text throws(InboxKey.Mistake) in
        try InboxKeys.checked(InboxKey(text))
      }
    } catch { throw Failure("A key of the home \(error).", .data) }
    guard !expected.isEmpty else { return }
    let wanted = try expected.map { try InboxKeys.key(inFile: $0) }
    guard Set(wanted) == Set(self.readers) else {
      let ids = self.readers.map { "\($0.id)" }.joined(separator: ", ")
      throw Failure("The bot seals to other keys than those that --to names: \(ids).", .refused)
    }
  }

  /// The ids of the keys to which the home is sealed.
  public var readerIDs: [String] { readers.map { "\($0.id)" } }

  /// - Returns: those that this key opens, for the present keys.
  public mutating func reseal(_ envelopes: [EnvelopeSummary]) -> [EnvelopeSummary] {
    envelopes.compactMap { summary in
      guard let bytes = summary.bytes, let envelope = try? SealEnvelope(bytes: bytes) else {
        changed += 1
        return nil
      }
      do throws(SealEnvelope.Fault) {
        let resealed = try envelope.resealed(with: opener.opener.secret, to: readers)
        count += 1
        return EnvelopeSummary(number: resealed.number, bytes: resealed.bytes)
      } catch {
        if case .otherReader = error { foreign += 1 } else { changed += 1 }
        return nil
      }
    }
  }
}

extension BotHome {
  /// Seals what a home has in clear from before its seal, where no bot runs on it.
  ///
  /// - Throws: `.homeInUse` where one runs: it does so itself.
  public static func sealStored(path: String) throws(StoreError) {
    try opened(path, exclusively: true) { home throws(StoreError) in
      guard home.store.sealer?.seals == true else { return }
      _ = try FileMending(store: home.store).run()
      var sealing = StoredSealing()
      while true {
        switch try home.store.sealStored(&sealing, rows: 2_000) {
        case .some: break
        case .nothing, .finished, .blocked:
          _ = try home.store.cleanInReserve(rewriting: .any)
          return
        }
      }
    }
  }
}
