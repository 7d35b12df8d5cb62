import GatewayCore
import GatewaySeal

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
}
