/// Compares what is on the disk after each kill with what the senders and the receiver saw.
///
/// What must hold, for messages numbered by each sender:
/// - rows, answers and deliveries are 0, 1, 2, … in order: none missing, none twice;
/// - a message whose receipt came before the next run began is among them, with its answer and its
///   delivery, since all three commit together; where answers are asked for, each delivery that is
///   stored as delivered has its answer, since these two commit together;
/// - a delivery that was stored as delivered is not posted by any later run; within a run it is not
///   posted again after a 2xx answer; whenever it is, identifier and body are the same;
/// - an answer whose receipt was stored is not sent by any later run; answers come in order.
struct Audit {
  /// One sender's traces on the disk. The lists have one entry for each image.
  private struct Traces {
    var name: String
    var key: String
    /// The next number of each.
    var handled = 0
    var answered = 0
    var owed = 0
    /// Deliveries that are stored as delivered.
    var delivered = 0
    var handledAfterRun: [Int] = []
    /// The first answer without a stored receipt.
    var unreceiptedAfterRun: [Int] = []
  }

  private struct Owed {
    var sender: Int
    var number: Int
    var body: String
    /// The first run after which it was stored as delivered.
    var deliveredAfterRun: Int?
  }

  private(set) var violations: [String] = []
  private var traces: [Traces]
  /// Numbers of messages, by their rows.
  private(set) var numbers: [Int64: (sender: Int, number: Int)] = [:]
  private var deliveries: [String: Owed] = [:]
  private var imageCount = 0
  /// Whether the bot asks its webhook for the answers.
  private let answersAreAsked: Bool

  private static let violationsMax = 40

  init(senders: [(name: String, key: String)], answersAreAsked: Bool = false) {
    self.answersAreAsked = answersAreAsked
    traces = senders.map { Traces(name: $0.name, key: $0.key) }
  }

  private mutating func violated(_ sentence: String) {
    if violations.count < Self.violationsMax { violations.append(sentence) }
  }

  /// Reads what run number `imageCount` left.
  mutating func read(_ image: CrashImage) {
    let run = imageCount
    imageCount += 1
    for sentence in image.damage { violated("after run \(run): \(sentence)") }
    for message in image.messages { read(message, run) }
    for delivery in image.deliveries where delivery.webhook == "out" { read(delivery, run) }
    for index in traces.indices {
      let sender = traces[index]
      let answered = answersAreAsked ? sender.delivered : sender.handled
      if sender.answered != answered || sender.owed != sender.handled {
        violated(
          "after run \(run): \(sender.name) has \(sender.handled) messages, \(sender.answered)"
            + " answers, \(sender.owed) deliveries, \(sender.delivered) of them delivered")
      }
      traces[index].handledAfterRun.append(sender.handled)
      readOutbox(image.outbox[sender.key] ?? [], of: index, run)
    }
  }

  private mutating func read(_ message: CrashImage.Message, _ run: Int) {
    // What came with a request, and what visitors say: nothing follows from it.
    if message.text == Senders.requestText || message.text.hasPrefix(Visitors.mark) { return }
    if message.isAnswer, message.text.hasPrefix(SenderLedger.askedMark) { return }
    guard let index = traces.firstIndex(where: { $0.key == message.contact }) else {
      return violated("after run \(run): a message of an unknown contact")
    }
    let name = traces[index].name
    let isReply = message.isAnswer
    guard let number = SenderLedger.number(in: message.text, by: name, isReply: isReply) else {
      return violated("after run \(run): \(name) has the text \(message.text.prefix(80))")
    }
    let next = isReply ? traces[index].answered : traces[index].handled
    if number != next {
      let kind = isReply ? "answer" : "message"
      violated("after run \(run): \(name)'s \(kind) \(number) where \(next) was next")
    }
    if isReply {
      traces[index].answered = number + 1
    } else {
      traces[index].handled = number + 1
      numbers[message.id] = (index, number)
    }
  }

  private mutating func read(_ delivery: CrashImage.Delivery, _ run: Int) {
    let isDelivered = delivery.state == "delivered"
    if delivery.state == "failed" {
      violated("after run \(run): \(delivery.webhookID) was given up")
    }
    if deliveries[delivery.webhookID] != nil {
      guard isDelivered, deliveries[delivery.webhookID]?.deliveredAfterRun == nil else { return }
      deliveries[delivery.webhookID]?.deliveredAfterRun = run
      if let sender = deliveries[delivery.webhookID]?.sender { traces[sender].delivered += 1 }
      return
    }
    guard let (sender, number) = numbers[delivery.message] else {
      return violated("after run \(run): \(delivery.webhookID) is about no message")
    }
    if number != traces[sender].owed {
      violated(
        "after run \(run): \(traces[sender].name)'s delivery \(number) for \(traces[sender].owed)")
    }
    traces[sender].owed = number + 1
    if isDelivered { traces[sender].delivered += 1 }
    deliveries[delivery.webhookID] = Owed(
      sender: sender, number: number, body: delivery.body,
      deliveredAfterRun: isDelivered ? run : nil)
  }

  /// What waits for a receipt is the newest answers, without a gap: receipts come in order.
  private mutating func readOutbox(_ texts: [String], of index: Int, _ run: Int) {
    let texts = texts.filter { !$0.hasPrefix(SenderLedger.askedMark) }
    let (name, answered) = (traces[index].name, traces[index].answered)
    let first = answered - texts.count
    for (number, text) in zip(first..., texts)
    where number < 0 || text != SenderLedger.reply(to: number, by: name) {
      violated("after run \(run): \(name)'s outbox has \(text.prefix(40)) where \(number) belongs")
    }
    traces[index].unreceiptedAfterRun.append(first)
  }
}

extension Audit {
  /// Compares with what the others saw.
  ///
  /// - Parameters:
  ///   - starts: when each run was started.
  ///   - begun: how many messages each sender has begun to send, once everything has come to rest:
  ///     all of them must have arrived everywhere. nil leaves that out.
  mutating func compare(
    _ ledgers: [SenderLedger], _ posts: [PostLedger.Post], starts: [MonotonicTime], begun: [Int]?
  ) -> WireFigures {
    var figures = WireFigures()
    for (index, ledger) in ledgers.enumerated() {
      for fault in ledger.faults { violated("\(traces[index].name) saw \(fault)") }
      compareTicks(ledger, at: index, starts: starts)
      compareReplies(ledger, at: index, starts: starts, begun: begun?[index], &figures)
      if let begun = begun?[index], traces[index].handled != begun || ledger.ticks.count != begun {
        violated(
          "\(traces[index].name) began \(begun) messages: \(traces[index].handled) are stored,"
            + " \(ledger.ticks.count) were ticked")
      }
      figures.messages += traces[index].handled
      figures.ticks += ledger.ticks.count
    }
    comparePosts(posts, begun: begun, &figures)
    return figures
  }

  private mutating func compareTicks(
    _ ledger: SenderLedger, at index: Int, starts: [MonotonicTime]
  ) {
    for run in 0..<imageCount {
      let next = run + 1 < starts.count ? starts[run + 1] : nil
      let ticked = next.map { next in ledger.ticks.prefix { $0 < next }.count }
      let handled = traces[index].handledAfterRun[run]
      if ticked ?? ledger.ticks.count > handled {
        violated(
          "after run \(run): \(traces[index].name) has \(ticked ?? ledger.ticks.count) receipts,"
            + " \(handled) messages are stored")
      }
    }
  }

  private mutating func compareReplies(
    _ ledger: SenderLedger, at index: Int, starts: [MonotonicTime], begun: Int?,
    _ figures: inout WireFigures
  ) {
    let name = traces[index].name
    var next = 0
    var lastSession: [Int: MonotonicTime] = [:]
    for reply in ledger.replies {
      figures.replies += 1
      defer { lastSession[reply.number] = reply.sessionBegan }
      guard let last = lastSession[reply.number] else {
        if reply.number != next { violated("\(name) got reply \(reply.number) for \(next)") }
        next = max(next, reply.number + 1)
        continue
      }
      figures.repliesRepeated += 1
      if last == reply.sessionBegan {
        violated("\(name) got reply \(reply.number) twice in one session")
      }
      let run = (starts.lastIndex { $0 <= reply.sessionBegan } ?? 0) - 1
      if run >= 0, run < imageCount, reply.number < traces[index].unreceiptedAfterRun[run] {
        violated("\(name) got reply \(reply.number) again, whose receipt run \(run) had stored")
      }
    }
    if let begun, next != begun { violated("\(name) got \(next) replies of \(begun)") }
  }

  private mutating func comparePosts(
    _ posts: [PostLedger.Post], begun: [Int]?, _ figures: inout WireFigures
  ) {
    var next = traces.map { _ in 0 }
    /// The run of the newest post of each identifier, and whether its answer was good.
    var newest: [String: (run: Int, isTaken: Bool)] = [:]
    for post in posts {
      figures.posts += 1
      defer { newest[post.webhookID] = (post.run, post.status / 100 == 2 && post.isAnswered) }
      guard let owed = deliveries[post.webhookID] else {
        violated("run \(post.run) posted \(post.webhookID), which is not stored")
        continue
      }
      let name = traces[owed.sender].name
      if post.body != owed.body || post.text != SenderLedger.text(of: owed.number, by: name) {
        violated("run \(post.run) posted another body than \(name)'s \(owed.number)")
      }
      guard let earlier = newest[post.webhookID] else {
        if owed.number != next[owed.sender] {
          violated("\(name)'s delivery \(owed.number) was posted for \(next[owed.sender])")
        }
        next[owed.sender] = max(next[owed.sender], owed.number + 1)
        continue
      }
      figures.postsRepeated += 1
      if earlier.run == post.run, !earlier.isTaken { figures.postsRepeatedAfterFault += 1 }
      if earlier.run == post.run, earlier.isTaken {
        violated("run \(post.run) posted \(name)'s \(owed.number) again after a good answer")
      }
      if let stored = owed.deliveredAfterRun, stored < post.run {
        violated(
          "run \(post.run) posted \(name)'s \(owed.number), stored as delivered by \(stored)")
      }
    }
    guard let begun else { return }
    for (index, count) in begun.enumerated() where next[index] != count {
      violated("\(traces[index].name)'s deliveries were posted up to \(next[index]) of \(count)")
    }
    let undelivered = deliveries.values.count { $0.deliveredAfterRun == nil }
    if undelivered > 0 { violated("\(undelivered) deliveries are not stored as delivered") }
  }
}

/// What went over the wires.
struct WireFigures: Hashable, Sendable {
  var messages = 0
  var ticks = 0
  /// Replies as they came to the senders, and those among them that came before.
  var replies = 0
  var repliesRepeated = 0
  /// Requests to the webhook, those with an identifier that was seen before, and those of them that
  /// the same run repeated since the receiver answered badly.
  var posts = 0
  var postsRepeated = 0
  var postsRepeatedAfterFault = 0
}
