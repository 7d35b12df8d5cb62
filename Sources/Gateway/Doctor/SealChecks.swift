import GatewayCore
import GatewaySeal
import GatewayStore

/// How content stands on the disk.
enum SealChecks {
  static func finding(_ inbox: BotConfiguration.InboxPolicy) -> Finding {
    let readers = inbox.seal.readers
    guard readers.isEmpty else {
      let ids = readers.map { "\($0.id)" }.joined(separator: ", ")
      return Finding("content", .pass, words: "sealed on arrival to \(ids)")
    }
    let words =
      inbox.keep == .nothing
      ? "no message is stored" : "stored in clear: inbox { seal = … } encrypts it on arrival"
    return Finding("content", .note, words: words)
  }

  /// How far what a home has stored is sealed; nothing where it is not sealed.
  static func findings(home path: String) -> [Finding] {
    guard (try? Store.hasHome(at: path)) == true,
      let summary = try? BotHome.reading(
        path,
        { reader throws(StoreError) in
          try reader.sealSummary()
        })
    else { return [] }
    return findings(summary)
  }

  static func findings(_ summary: SealSummary) -> [Finding] {
    var found: [Finding] = []
    switch summary.state {
    case .off: return []
    case .sealed: break
    case .sealing:
      let left = "\(summary.clear) values and \(summary.clearFiles) files"
      found.append(
        Finding(
          "stored", .note,
          words: "\(left) from before the seal are in clear: a running bot seals them, or"
            + " `postern inbox reseal`"))
    case .cleaning:
      found.append(
        Finding(
          "stored", .note,
          words: "copies of what was sealed or erased may remain until the database is rewritten"))
    }
    if summary.otherEnvelopes > 0 {
      let readers = summary.otherReaders.joined(separator: ", ")
      found.append(
        Finding(
          "stored", .note,
          words:
            "earlier keys open some of it (\(readers)): `postern inbox reseal --key` gives it to"
            + " the present ones"))
    }
    return found.isEmpty
      ? [Finding("stored", .pass, words: "all of it is sealed to the present keys")] : found
  }
}
