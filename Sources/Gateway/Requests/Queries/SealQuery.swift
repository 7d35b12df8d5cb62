package import GatewayCore
import GatewayEngine
import GatewaySeal
import GatewayStore

/// How far the home is sealed, and to which keys.
package struct SealQuery: HomeQuery {
  package static let name = "seal"
  package static let scope = Scope.read
  /// It looks through all values while some may be in clear.
  package static let isLong = true

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    try reader.storing { () throws(StoreError) in .value(.seal(try reader.sealSummary())) }
  }
}

extension Query where Self == SealQuery {
  package static var seal: Self { Self() }
}

/// What opens sealed content for other keys than those to which the home is sealed now, or not for
/// all of these: at most `pageMax` envelopes, in the order of their numbers.
package struct SealEnvelopesQuery: HomeQuery {
  package static let name = "seal_envelopes"
  package static let scope = Scope.read
  package static let isLong = true

  /// Envelopes in one reply, and in one `SealEnvelopesReplaceCommand`: each has up to 19 kB.
  package static let pageMax = 24

  /// Sixteen hexadecimal digits: where the page begins; nil: with the first one.
  package var after: String?

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    var place: Int64 = -1
    if let after {
      guard let number = EnvelopeSummary.number(of: after) else {
        throw .invalid("The number of an envelope has 16 hexadecimal digits.")
      }
      place = number
    }
    return try reader.storing { () throws(StoreError) in
      let found = try reader.envelopesForOthers(after: place, limit: Self.pageMax)
      return .value(
        .envelopes(found.map { EnvelopeSummary(number: $0.number, bytes: $0.bytes) }))
    }
  }
}

extension Query where Self == SealEnvelopesQuery {
  package static func sealEnvelopes(after: String?) -> Self { Self(after: after) }
}

extension StoreReader {
  /// The public keys to which the home is sealed.
  func sealReaders() throws(StoreError) -> [InboxKey] {
    let bytes = try meta(.sealReaders) ?? []
    guard bytes.count.isMultiple(of: InboxKey.size) else {
      throw .corrupt("what the home says of its seal has a wrong size")
    }
    return stride(from: 0, to: bytes.count, by: InboxKey.size).map {
      InboxKey(bytes: Array(bytes[$0..<$0 + InboxKey.size]))
    }
  }

  func sealSummary() throws(StoreError) -> SealSummary {
    let readers = try sealReaders()
    var summary = SealSummary(state: .off, readers: readers.map(\.text))
    switch try sealProgress() {
    case .off: summary.state = .off
    case .sealing(let values, let files):
      summary.state = .sealing
      (summary.clear, summary.clearFiles) = (values, files)
    case .cleaning: summary.state = .cleaning
    case .sealed: summary.state = .sealed
    }
    guard !readers.isEmpty else { return summary }
    let ids = readers.map(\.id)
    var others: Set<String> = []
    try eachEnvelope(after: -1) { envelope in
      summary.envelopes += 1
      let found = (try? SealEnvelope(bytes: envelope.bytes))?.readers ?? []
      if found != ids {
        summary.otherEnvelopes += 1
        others.formUnion(found.map(\.description))
      }
      return true
    }
    summary.otherReaders = others.sorted()
    return summary
  }

  fileprivate func envelopesForOthers(
    after number: Int64, limit: Int
  ) throws(StoreError) -> [StoredEnvelope] {
    let ids = try sealReaders().map(\.id)
    var found: [StoredEnvelope] = []
    try eachEnvelope(after: number) { envelope in
      if (try? SealEnvelope(bytes: envelope.bytes))?.readers != ids { found.append(envelope) }
      return found.count < limit
    }
    return found
  }

  /// - Parameter body: returns whether to go on.
  private func eachEnvelope(
    after number: Int64, _ body: (StoredEnvelope) -> Bool
  ) throws(StoreError) {
    var last = number
    while true {
      let page = try envelopes(after: last, limit: 256)
      for envelope in page where !body(envelope) { return }
      guard let end = page.last, page.count == 256 else { return }
      last = end.number
    }
  }
}
