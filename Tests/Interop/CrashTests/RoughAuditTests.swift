import Testing

/// The audits of deliveries in no order find what they are there to find: each test breaks one
/// promise.
@Suite struct `The audits of a rough receiver` {
  private static let name = "s0"
  private static let key = "AB"

  /// What a run left: messages by their numbers, and of those that end in 3 an ask in this state.
  private static func image(
    _ numbers: [Int], state: String = "delivered", answers: Int = 1
  ) -> CrashImage {
    var image = CrashImage()
    for number in numbers {
      let id = Int64(number) * 10 + 1
      let text = SenderLedger.text(of: number, by: name)
      image.messages.append(.init(id: id, contact: key, isAnswer: false, text: text))
      guard number % 10 == 3 else { continue }
      for answer in 0..<answers {
        image.messages.append(
          .init(
            id: id + Int64(answer) + 1, contact: key, isAnswer: true,
            text: SenderLedger.askedMark + text))
      }
      image.deliveries.append(
        .init(
          id: id, webhookID: "msg_\(number)", message: id, body: text, state: state,
          webhook: "tough"))
    }
    return image
  }

  private static func numbers(_ numbers: [Int]) -> [Int64: (sender: Int, number: Int)] {
    Dictionary(uniqueKeysWithValues: numbers.map { (Int64($0) * 10 + 1, (0, $0)) })
  }

  private static func ledger(asked: [(session: Int, number: Int)]) -> SenderLedger {
    var ledger = SenderLedger()
    for (session, number) in asked {
      ledger.online(at: MonotonicTime(microseconds: session))
      ledger.received(
        SenderLedger.askedMark + SenderLedger.text(of: number, by: name), by: name)
    }
    return ledger
  }

  private func askViolations(_ image: CrashImage, _ ledger: SenderLedger) -> [String] {
    var audit = AskAudit(of: "tough", by: [(Self.name, Self.key)])
    audit.read(image, numbers: Self.numbers([3, 4]))
    #expect(audit.compare([ledger]) == 1)
    return audit.violations
  }

  @Test func `an ask that ended with its one answer is passed, seen again in a new session too`() {
    let twice = Self.ledger(asked: [(0, 3), (1_000, 3)])
    #expect(askViolations(Self.image([3, 4]), twice) == [])
  }

  @Test func `an ask with two answers, or with one before its end, is found`() {
    let ledger = Self.ledger(asked: [(0, 3)])
    #expect(
      askViolations(Self.image([3], answers: 2), ledger) == [
        "asks: after run 0: s0's 3 has 2 answers"
      ])
    #expect(
      askViolations(Self.image([3], state: "pending"), ledger).first
        == "asks: after run 0: s0's 3 is answered")
    #expect(
      askViolations(Self.image([3], answers: 0), ledger)
        == ["asks: after run 0: s0's 3 is not answered"])
  }

  @Test func `an answer that its sender never sees, or sees twice in one session, is found`() {
    #expect(askViolations(Self.image([3]), Self.ledger(asked: [])).count == 1)
    var twice = Self.ledger(asked: [(0, 3)])
    twice.received(
      SenderLedger.askedMark + SenderLedger.text(of: 3, by: Self.name), by: Self.name)
    #expect(
      askViolations(Self.image([3]), twice) == ["asks: s0 got an answer twice in one session"])
  }

  private func roughViolations(
    _ images: [CrashImage], _ posts: [PostLedger.Post], asks: Bool = false
  ) -> [String] {
    var audit = RoughAudit(of: "tough", digit: 3, asks: asks)
    for image in images { audit.read(image, numbers: Self.numbers([3, 4, 13])) }
    _ = audit.compare(posts)
    return audit.violations
  }

  private static func post(
    _ number: Int, run: Int, status: Int = 200, body: String? = nil
  ) -> PostLedger.Post {
    .init(
      webhookID: "msg_\(number)", body: body ?? SenderLedger.text(of: number, by: name), run: run,
      status: status, isAnswered: status != 0)
  }

  @Test func `deliveries that are tried until they are taken are passed, in any order`() {
    let posts = [
      Self.post(13, run: 0), Self.post(3, run: 0, status: 503), Self.post(3, run: 1),
    ]
    #expect(
      roughViolations([Self.image([3, 13], state: "pending"), Self.image([3, 13])], posts) == [])
  }

  @Test func `a delivery that is given up, forgotten or never taken is found`() {
    let taken = [Self.post(3, run: 0)]
    #expect(roughViolations([Self.image([3], state: "failed")], taken).count == 1)
    #expect(roughViolations([Self.image([3], state: "failed")], taken, asks: true) == [])
    #expect(roughViolations([Self.image([3], state: "pending")], taken).count == 1)
    #expect(roughViolations([Self.image([3])], []).count == 1)
    var forgotten = Self.image([3])
    forgotten.deliveries = []
    #expect(roughViolations([forgotten], []) == ["tough: after run 0: message 3 has no delivery"])
  }

  @Test func `a delivery with another body or identifier, or posted after its end, is found`() {
    let image = Self.image([3])
    var renamed = image
    renamed.deliveries[0].webhookID = "msg_5"
    #expect(roughViolations([image, renamed], [Self.post(3, run: 0)]).count == 2)
    #expect(roughViolations([image], [Self.post(3, run: 0, body: "other")]).count == 1)
    #expect(roughViolations([image], [Self.post(3, run: 0), Self.post(3, run: 1)]).count == 1)
    #expect(roughViolations([image], [Self.post(3, run: 0), Self.post(3, run: 0)]).count == 1)
  }
}
