import Testing

/// The audit finds what it is there to find: each test breaks one promise.
@Suite struct `The audit` {
  private static let name = "s0"
  private static let key = "AB"

  /// What a run left that has handled messages 0..<count, of which the first ones have a stored
  /// receipt of the answer and a delivery stored as delivered.
  private static func image(_ numbers: [Int], settled: Int = 0, from row: Int = 0) -> CrashImage {
    var image = CrashImage()
    for (index, number) in numbers.enumerated() {
      let id = Int64(row + index) * 2 + 1
      let texts = [
        (SenderLedger.text(of: number, by: name), false),
        (SenderLedger.reply(to: number, by: name), true),
      ]
      for (offset, (text, isAnswer)) in texts.enumerated() {
        image.messages.append(
          .init(id: id + Int64(offset), contact: key, isAnswer: isAnswer, text: text))
      }
      image.deliveries.append(
        .init(
          id: id, webhookID: "msg_\(number)", message: id, body: body(number),
          state: index < settled ? "delivered" : "pending"))
      if index >= settled {
        image.outbox[key, default: []].append(SenderLedger.reply(to: number, by: name))
      }
    }
    return image
  }

  private static func body(_ number: Int) -> String {
    #"{"data":{"text":"\#(SenderLedger.text(of: number, by: name))"}}"#
  }

  private static func post(_ number: Int, run: Int, status: Int = 204) -> PostLedger.Post {
    .init(
      webhookID: "msg_\(number)", body: body(number), run: run, status: status,
      isAnswered: status != 0)
  }

  private static func time(_ microseconds: Int) -> MonotonicTime {
    MonotonicTime(microseconds: microseconds)
  }

  /// Receipts come at 10, 20, …; replies as listed for each session.
  private static func ledger(ticks: Int, replies: [(session: Int, numbers: [Int])]) -> SenderLedger
  {
    var ledger = SenderLedger()
    for (session, numbers) in replies {
      ledger.online(at: time(session))
      for number in numbers {
        ledger.received(SenderLedger.reply(to: number, by: name), by: name)
      }
    }
    for number in 0..<ticks {
      ledger.ticked(number, inOrder: true, at: time(10 * (number + 1)))
    }
    return ledger
  }

  private func violations(
    _ images: [CrashImage], ledger: SenderLedger, posts: [PostLedger.Post] = [],
    starts: [Int] = [0, 1_000], begun: Int? = nil
  ) -> [String] {
    var audit = Audit(senders: [(Self.name, Self.key)])
    for image in images { audit.read(image) }
    _ = audit.compare(
      [ledger], posts, starts: starts.map(Self.time), begun: begun.map { [$0] })
    return audit.violations
  }

  @Test func `a course on which every promise was kept is passed`() {
    let found = violations(
      [Self.image([0, 1, 2], settled: 1), Self.image([3], settled: 1, from: 3)],
      ledger: Self.ledger(ticks: 3, replies: [(0, [0, 1]), (1_001, [1, 2, 3])]),
      posts: [
        Self.post(0, run: 0), Self.post(1, run: 0), Self.post(1, run: 1), Self.post(2, run: 1),
      ])
    #expect(found == [])
  }

  @Test func `a receipt without its message is found`() {
    let found = violations([Self.image([0, 1])], ledger: Self.ledger(ticks: 3, replies: []))
    #expect(found == ["after run 0: s0 has 3 receipts, 2 messages are stored"])
  }

  @Test func `a message without its answer or its delivery is found`() {
    var image = Self.image([0, 1], settled: 2)
    image.messages.removeLast()
    image.deliveries.removeLast()
    let found = violations([image], ledger: Self.ledger(ticks: 0, replies: []))
    #expect(
      found == ["after run 0: s0 has 2 messages, 1 answers, 1 deliveries, 1 of them delivered"])
  }

  @Test func `an asked answer without its delivery is found, and the other way round`() {
    func found(answers: Int, delivered: Int) -> [String] {
      var image = Self.image([0, 1, 2], settled: delivered)
      image.messages.removeAll { message in
        message.isAnswer && message.id > Int64(answers) * 2
      }
      image.outbox = [:]
      var audit = Audit(senders: [(Self.name, Self.key)], answersAreAsked: true)
      audit.read(image)
      return audit.violations
    }
    #expect(found(answers: 2, delivered: 2) == [])
    #expect(found(answers: 2, delivered: 1).count == 1)
    #expect(found(answers: 1, delivered: 2).count == 1)
  }

  @Test(arguments: [[0, 1, 1], [0, 2], [1, 0]])
  func `a message that was handled twice, left out or out of order is found`(numbers: [Int]) {
    #expect(!violations([Self.image(numbers)], ledger: Self.ledger(ticks: 0, replies: [])).isEmpty)
  }

  @Test func `a delivery that is posted again after it was stored as delivered is found`() {
    let found = violations(
      [Self.image([0], settled: 1)], ledger: Self.ledger(ticks: 1, replies: []),
      posts: [Self.post(0, run: 0), Self.post(0, run: 1)])
    #expect(found == ["run 1 posted s0's 0, stored as delivered by 0"])
  }

  @Test func `a delivery that a run posts again after a good answer is found, after a bad one not`()
  {
    let ledger = Self.ledger(ticks: 1, replies: [])
    let twice = [Self.post(0, run: 0), Self.post(0, run: 0)]
    #expect(
      violations([Self.image([0])], ledger: ledger, posts: twice)
        == ["run 0 posted s0's 0 again after a good answer"])
    let retried = [Self.post(0, run: 0, status: 503), Self.post(0, run: 0)]
    #expect(violations([Self.image([0])], ledger: ledger, posts: retried) == [])
  }

  @Test func `deliveries out of order, of another body or never stored are found`() {
    let ledger = Self.ledger(ticks: 2, replies: [])
    let swapped = [Self.post(1, run: 0), Self.post(0, run: 0)]
    #expect(!violations([Self.image([0, 1])], ledger: ledger, posts: swapped).isEmpty)
    var spoilt = Self.post(0, run: 0)
    spoilt.body = Self.body(1)
    #expect(!violations([Self.image([0, 1])], ledger: ledger, posts: [spoilt]).isEmpty)
    #expect(
      !violations([Self.image([0, 1])], ledger: ledger, posts: [Self.post(7, run: 0)]).isEmpty)
  }

  @Test func `a reply that comes again although its receipt was stored is found`() {
    let found = violations(
      [Self.image([0, 1], settled: 1)],
      ledger: Self.ledger(ticks: 2, replies: [(0, [0, 1]), (1_001, [0])]))
    #expect(found == ["s0 got reply 0 again, whose receipt run 0 had stored"])
  }

  @Test func `a reply twice in one session, or after a gap, is found`() {
    let images = [Self.image([0, 1, 2])]
    #expect(!violations(images, ledger: Self.ledger(ticks: 2, replies: [(0, [0, 0])])).isEmpty)
    #expect(!violations(images, ledger: Self.ledger(ticks: 2, replies: [(0, [0, 2])])).isEmpty)
  }

  @Test func `at the end everything must have arrived everywhere`() {
    let ledger = Self.ledger(ticks: 2, replies: [(0, [0, 1])])
    let posts = [Self.post(0, run: 0), Self.post(1, run: 0)]
    #expect(
      violations([Self.image([0, 1], settled: 2)], ledger: ledger, posts: posts, begun: 2) == [])
    #expect(
      violations([Self.image([0, 1], settled: 2)], ledger: ledger, posts: posts, begun: 3).count
        == 3)
    #expect(
      violations([Self.image([0, 1], settled: 1)], ledger: ledger, posts: posts, begun: 2).count
        == 1)
  }
}
