import NIOPosix
import Synchronization
import ToxCore
import ToxNIO
import ToxWire

/// Someone with one contact.
final class Client: Sendable {
  let index: Int
  let toxID: ToxID
  /// Nil only until its socket is open.
  private let driver = Mutex<Driver?>(nil)
  private let conversation: Conversation

  private init(_ index: Int, _ toxID: ToxID) {
    (self.index, self.toxID) = (index, toxID)
    conversation = Conversation(index)
  }

  static func open(
    _ index: Int, port: UInt16, _ group: MultiThreadedEventLoopGroup
  ) async throws -> Client {
    var entropy = SystemRandomNumberGenerator()
    let identity = Identity(from: &entropy)
    let client = Client(index, identity.toxID)
    var configuration = DriverConfiguration()
    configuration.port = .exactly(port)
    configuration.address = .loopback4
    var limits = Limits()
    limits.takesFiles = true
    let driver = try await Driver.start(
      identity: identity, limits: limits, configuration: configuration, group: group
    ) { client.hear($0) }
    client.driver.withLock { $0 = driver }
    return client
  }

  var port: UInt16 { driver.withLock { $0?.port } ?? 0 }

  var dhtKey: DHTPublicKey {
    get async {
      guard let driver = driver.withLock({ $0 }) else { preconditionFailure("not open yet") }
      return await driver.perform { node, _ in node.dhtKey }
    }
  }

  func bootstrap(_ endpoint: Endpoint, _ key: DHTPublicKey) {
    enqueue { node, now in node.bootstrap(endpoint, key, now: now) }
  }

  func addFriend(_ toxID: ToxID, message: String) {
    let request = (noSpam: toxID.noSpam, message: [UInt8](message.utf8))
    enqueue { node, now in
      _ = try? node.addFriend(toxID.publicKey, request: request, now: now)
    }
  }

  func flood(_ plan: FloodPlan) {
    enqueue { [conversation] node, now in conversation.begin(plan, &node, now: now) }
  }

  func talk(_ words: [String]) -> Bool {
    let now = SystemClock.now()
    guard let talker = StampingTalker(words, now) else { return false }
    enqueue { [conversation] node, now in conversation.talk(talker, &node, now: now) }
    return true
  }

  /// Answers once the loop comes by.
  func file(_ verb: String, words: [String], answering reply: Line) {
    enqueue { [conversation] node, now in
      if verb.hasPrefix("send_") {
        switch conversation.sendFile(verb, words: words, &node, now: now) {
        case .success(let number): reply.with("ok", true).with("file", number).say()
        case .failure(let refusal): reply.refused(refusal).say()
        }
      } else {
        let refusal = conversation.steerFile(verb, words: words, &node, now: now)
        (refusal.map { reply.refused($0) } ?? reply.with("ok", true)).say()
      }
    }
  }

  func say(_ text: String) {
    enqueue { [conversation] node, now in conversation.say(text, &node, now: now) }
  }

  func hush() { enqueue { [conversation] node, now in conversation.hush(&node, now) } }

  /// Answers once the loop comes by.
  func tellTalked(_ reply: Line) {
    enqueue { [conversation] _, _ in
      let (begun, sentAgain) = conversation.talked
      reply.with("begun", begun).with("sent_again", sentAgain).say()
    }
  }

  /// Now and then: a flood may be over, or a message that was refused may go.
  func tick() {
    enqueue { [conversation] node, now in conversation.advance(&node, now) }
  }

  private func hear(_ events: [Event]) {
    if conversation.hear(events, SystemClock.now()) { tick() }
  }

  private func enqueue(_ work: @escaping Driver.Work) {
    driver.withLock { $0 }?.enqueue(work)
  }
}
