/// Compares the answers of a rough receiver on the disk with its deliveries and with what the
/// senders saw, in no order.
///
/// What must hold, for each message of which the receiver is asked:
/// - it has one answer at most, and after each run it has one exactly where its delivery has come
///   to its end, since these two commit together;
/// - its sender sees that answer, and not twice in one session.
struct AskAudit {
  private struct Message: Hashable {
    var sender: Int
    var number: Int
  }

  private let webhook: String
  private let senders: [(name: String, key: String)]
  private(set) var violations: [String] = []
  private var answers: [Message: Int] = [:]
  private var asks: [Message: Bool] = [:]
  private var imageCount = 0

  private static let violationsMax = 40

  init(of webhook: String, by senders: [(name: String, key: String)]) {
    self.webhook = webhook
    self.senders = senders
  }

  private mutating func violated(_ sentence: String) {
    if violations.count < Self.violationsMax { violations.append("asks: \(sentence)") }
  }

  /// Reads what run number `imageCount` left.
  ///
  /// - Parameter numbers: of messages, by their rows.
  mutating func read(_ image: CrashImage, numbers: [Int64: (sender: Int, number: Int)]) {
    let run = imageCount
    imageCount += 1
    for message in image.messages where message.isAnswer {
      guard let sender = senders.firstIndex(where: { $0.key == message.contact }),
        let number = SenderLedger.askedNumber(in: message.text, by: senders[sender].name)
      else { continue }
      answers[Message(sender: sender, number: number), default: 0] += 1
    }
    for delivery in image.deliveries where delivery.webhook == webhook {
      guard let known = numbers[delivery.message] else { continue }
      let message = Message(sender: known.sender, number: known.number)
      asks[message] = asks[message] ?? false || delivery.state != "pending"
    }
    for (message, count) in answers where count > 1 {
      violated("after run \(run): \(words(message)) has \(count) answers")
    }
    for (message, hasEnded) in asks where hasEnded != (answers[message] != nil) {
      violated("after run \(run): \(words(message)) is \(hasEnded ? "not " : "")answered")
    }
  }

  /// Compares with what the senders saw, once everything has come to rest.
  ///
  /// - Returns: the number of asks.
  mutating func compare(_ ledgers: [SenderLedger]) -> Int {
    for (sender, ledger) in ledgers.enumerated() {
      let seen = Set(ledger.asked.map(\.number))
      for (message, hasEnded) in asks where message.sender == sender {
        if !hasEnded || !seen.contains(message.number) {
          violated("\(words(message)) has no answer at the end, or its sender did not see it")
        }
      }
      if Set(ledger.asked).count < ledger.asked.count {
        violated("\(senders[sender].name) got an answer twice in one session")
      }
    }
    return asks.count
  }

  private func words(_ message: Message) -> String {
    "\(senders[message.sender].name)'s \(message.number)"
  }
}
