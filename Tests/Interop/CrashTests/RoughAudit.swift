/// Compares what is on the disk after each kill with what a receiver saw that fails, stalls or
/// closes the connection half the time. Its deliveries are in no order.
///
/// What must hold, for each message whose number ends in `digit`:
/// - it has one delivery, with one identifier, from the run on that handled it;
/// - that delivery is never given up, unless it asks and its time was over, and what was stored as
///   delivered is not posted by a later run;
/// - whenever it is posted, identifier and body are the same; after a good answer not again by the
///   same run;
/// - in the end all are delivered, and the receiver answered each of them well.
struct RoughAudit {
  /// The webhook's name.
  let webhook: String
  let digit: Int

  /// Whether its deliveries ask for an answer, and end with the time for it.
  private let asks: Bool

  init(of webhook: String, digit: Int, asks: Bool = false) {
    self.webhook = webhook
    self.digit = digit
    self.asks = asks
  }

  private func concerns(_ number: Int) -> Bool { number % 10 == digit }

  private struct Owed {
    var message: Int64
    var body: String
    var deliveredAfterRun: Int?
    /// Whether the time for its answer was over.
    var isOver = false
  }

  private(set) var violations: [String] = []
  private var owed: [String: Owed] = [:]
  private var identifiers: [Int64: String] = [:]
  private var imageCount = 0

  private static let violationsMax = 40

  private mutating func violated(_ sentence: String) {
    if violations.count < Self.violationsMax { violations.append("\(webhook): \(sentence)") }
  }

  /// Reads what run number `imageCount` left.
  ///
  /// - Parameter numbers: of messages, by their rows.
  mutating func read(_ image: CrashImage, numbers: [Int64: (sender: Int, number: Int)]) {
    let run = imageCount
    imageCount += 1
    for delivery in image.deliveries where delivery.webhook == webhook {
      read(delivery, isExpected: numbers[delivery.message].map({ concerns($0.number) }), run)
    }
    for message in image.messages {
      guard let number = numbers[message.id]?.number, concerns(number),
        identifiers[message.id] == nil
      else { continue }
      violated("after run \(run): message \(number) has no delivery")
    }
  }

  private mutating func read(
    _ delivery: CrashImage.Delivery, isExpected: Bool?, _ run: Int
  ) {
    let id = delivery.webhookID
    if delivery.state == "failed", !asks { violated("after run \(run): \(id) was given up") }
    if isExpected != true { violated("after run \(run): \(id) is about another message") }
    if let known = identifiers[delivery.message], known != id {
      violated("after run \(run): message \(delivery.message) has two identifiers")
    }
    identifiers[delivery.message] = id
    if let known = owed[id], known.body != delivery.body || known.message != delivery.message {
      violated("after run \(run): \(id) has another body or message than before")
    }
    let delivered = owed[id]?.deliveredAfterRun ?? (delivery.state == "delivered" ? run : nil)
    owed[id] = Owed(
      message: delivery.message, body: delivery.body, deliveredAfterRun: delivered,
      isOver: delivery.state == "failed")
  }

  /// Compares with what the receiver saw, once everything has come to rest.
  ///
  /// - Returns: the number of deliveries.
  mutating func compare(_ posts: [PostLedger.Post]) -> Int {
    /// The run in which an identifier was last answered well.
    var taken: [String: Int] = [:]
    for post in posts {
      let id = post.webhookID
      guard let known = owed[id] else {
        violated("run \(post.run) posted \(id), which is not stored")
        continue
      }
      if post.body != known.body { violated("run \(post.run) posted another body of \(id)") }
      if taken[id] == post.run { violated("run \(post.run) posted \(id) after a good answer") }
      if let stored = known.deliveredAfterRun, stored < post.run {
        violated("run \(post.run) posted \(id), stored as delivered by \(stored)")
      }
      if post.status / 100 == 2, post.isAnswered { taken[id] = post.run }
    }
    for (id, known) in owed.sorted(by: { $0.key < $1.key }) where !known.isOver {
      if known.deliveredAfterRun == nil { violated("\(id) is not stored as delivered") }
      if taken[id] == nil { violated("\(id) never had a good answer") }
    }
    return owed.count
  }
}
