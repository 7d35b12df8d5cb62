import Foundation
import GatewayCore
import GatewayTestSupport
import Synchronization

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// A worker on a real store in a home of its own, with a fake network, clock and web.
///
/// Everything runs in `receive`, on the test's thread: no waiting, no races.
final class WorkerBench {
  let network = FakeNetwork()
  let web = FakeDeliverer()
  let clock = FakeClock()
  let reports = Reports()
  let disk = FakeSpace()
  let store: Store
  let worker: Worker
  private let directory: Directory
  private let sealer: (any ContentSealer)?

  typealias Directory = TestDirectory

  /// - Parameters:
  ///   - rules: the text of the bot's file; nil for none.
  ///   - sealer: used where the rules enable it.
  ///   - pageCountMax: the pages of the database that fit on the disk.
  ///   - contactsMax: the contacts that the network half holds.
  ///   - strangersMax: those that came without the owner and were never online.
  ///   - deliveriesMax: attempts in progress at one time; nil: the fake's room.
  ///   - ownKeep: how long content stays where there are no rules.
  init(
    _ rules: String?, in directory: Directory? = nil, sealer: (any ContentSealer)? = nil,
    pageCountMax: Int? = nil,
    contactsMax: Int = 10_000, strangersMax: Int = 10_000, deliveriesMax: Int? = nil,
    ownKeep: BotConfiguration.InboxPolicy.Keep = .forever
  ) throws {
    let directory = try directory ?? Directory()
    self.directory = directory
    self.sealer = sealer
    let path = directory.path + "/bot.lua"
    if let rules { try rules.write(toFile: path, atomically: true, encoding: .utf8) }
    store = try Store(Home(path: directory.path), sealer: sealer, pageCountMax: pageCountMax) {
      transaction throws(StoreError) in
      try transaction.setIdentity(
        StoredIdentity(
          secretKey: [UInt8](repeating: 5, count: 32), nospam: [UInt8](repeating: 6, count: 4)))
    }
    let (clock, reports, disk) = (clock, reports, disk)
    let keys = HomeKeys(bytes: [UInt8](repeating: 7, count: HomeKeys.size))
    let parts = EngineParts(
      store: store,
      rules: try rules.map { _ in try RuleFile(path: path) { _ in "https://example.invalid" } },
      operations: HomeOperations(keys: keys), keys: keys, clock: { clock.now },
      uptime: { clock.uptime }, entropy: SystemRandomNumberGenerator(), space: { disk.space })
    let settings = EngineSettings(
      ownKeep: ownKeep, earliestDate: UnixMilliseconds(1_600_000_000_000),
      contactsMax: contactsMax, strangersMax: strangersMax,
      deliveriesMax: deliveriesMax ?? web.room)
    worker = Worker(
      parts, settings: settings, network: network, courier: web, inputs: InputQueue(),
      report: { $0.forEach(reports.append) })
  }

  deinit { try? store.close() }

  var path: String { directory.path }

  /// Kills the process: the next one starts from the disk alone.
  func restarted(_ rules: String?) throws -> WorkerBench {
    try store.close()
    return try WorkerBench(rules, in: directory, sealer: sealer)
  }

  /// Passes a batch to the worker, and then inputs that follow from it at once (results of
  /// deliveries).
  @discardableResult
  func receive(_ events: NetworkEvent...) -> Bool {
    let isCommitted = worker.engine.handle([.network(events)])
    settle()
    return isCommitted
  }

  func receive(_ input: EngineInput) {
    if case .control(let request, let author, let reply) = input {
      worker.engine.serve([OwnerRequest(request: request, author: author, reply: reply)])
    } else if case .hook(let arrival) = input {
      worker.engine.receive([arrival])
    } else {
      _ = worker.engine.handle([input])
    }
    settle()
  }

  /// Asks as the owner; nil where the answer is still to come.
  func ask(_ request: ApplicationRequest) -> Reply? {
    let reply = Mutex<Reply?>(nil)
    receive(.control(request) { answer in reply.withLock { $0 = answer } })
    return reply.withLock(\.self)
  }

  /// Lets time pass, and the worker do what is due.
  func wait(seconds: Int64) {
    clock.advance(seconds: seconds)
    receive()
  }

  /// An accepted contact that is online.
  func befriend(_ number: UInt8) throws {
    try store.write { transaction throws(StoreError) in
      try transaction.addContact(
        key(number), codenameHash: [number, 1, 2, 3], state: .accepted, now: clock.now)
    }
    receive(.online(key(number)))
    _ = network.takeWords()
  }

  func say(_ text: String, by number: UInt8 = 1, at position: UInt32 = 1) {
    receive(message(text, by: number, at: position))
  }

  /// The outbox of a contact, in order.
  func outbox(_ number: UInt8 = 1) throws -> [String] {
    try store.read { reader throws(StoreError) in try reader.outbox(of: key(number)) }.map(\.text)
  }

  /// The content that is only in memory.
  func heldCounts() throws -> (answers: Int, deliveries: Int) { try store.heldCounts() }

  /// Everything in the inbox, oldest first.
  func inbox() throws -> [String] {
    try store.read { reader throws(StoreError) in try reader.inbox(InboxFilter(status: nil)) }
      .reversed().map { entry in
        if case .plain(let text) = entry.content { text } else { "sealed" }
      }
  }

  private func settle() {
    while true {
      let waiting = worker.inputs.take(waitingAtMost: 0)
      if waiting.isEmpty, !worker.engine.forgetNextStep() { return }
      if !waiting.isEmpty { _ = worker.engine.handle(waiting) }
    }
  }
}

func key(_ number: UInt8) -> ContactKey { ContactKey(bytes: [UInt8](repeating: number, count: 32)) }

func position(_ number: UInt32, session: UInt64 = 1) -> MessagePosition {
  MessagePosition(session: MessagePosition.Session(session), number: number)
}

func message(
  _ text: String, _ kind: InboundMessage.Kind = .text, by number: UInt8 = 1,
  stamp: MessageStamp? = nil, at place: UInt32 = 1, session: UInt64 = 1
) -> NetworkEvent {
  .message(
    NetworkMessage(
      contact: key(number), kind: kind, text: text, stamp: stamp,
      position: position(place, session: session)))
}

let echo = """
  contacts { accept = "everyone" }
  on("message", function(message) message:keep() message:reply("re " .. message.text) end)
  """
