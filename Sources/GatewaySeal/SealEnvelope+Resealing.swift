public import GatewayCore

extension SealEnvelope {
  /// The same key, sealed to other readers: what was sealed under it stays as it is.
  ///
  /// - Parameters:
  ///   - secret: of one of its readers.
  ///   - readers: at most `readersMax` keys.
  public func resealed(with secret: InboxSecret, to readers: [InboxKey]) throws(Fault) -> Self {
    precondition(readers.count <= Self.readersMax, "too many readers")
    let key = try open(with: secret)
    do throws(InboxKey.Mistake) {
      return Self(
        home: home, number: number,
        entries: try Self.entries(of: key, for: readers, home: home, number: number))
    } catch {
      throw .format
    }
  }

  static func entries(
    of key: LockedKey, for readers: [InboxKey], home: [UInt8], number: Int64
  ) throws(InboxKey.Mistake) -> [Entry] {
    let info = info(home: home, number: number)
    var secret = key.copy()
    defer { wipe(&secret) }
    var entries: [Entry] = []
    for reader in readers {
      entries.append(
        Entry(reader: reader.id, box: try HybridBox(sealing: secret, to: reader, info: info)))
    }
    return entries
  }
}
