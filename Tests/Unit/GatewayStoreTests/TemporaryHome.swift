import Foundation
import GatewayCore

@testable import GatewayStore

/// A home for one test, deleted with it.
final class TemporaryHome: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "postern-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    guard chmod(path, 0o700) == 0 else { throw CocoaError(.fileWriteNoPermission) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var databasePath: String { path + "/state.sqlite" }

  func open(pageCountMax: Int? = nil) throws -> Store {
    try Store(Home(path: path), pageCountMax: pageCountMax)
  }

  /// A store that has these contacts.
  func open(with contacts: UInt8...) throws -> Store {
    let store = try open()
    try store.write { tx throws(StoreError) in
      for number in contacts { try tx.addContact(number) }
    }
    return store
  }

  func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path + "/" + name)[.posixPermissions] as? Int
  }

  /// Whether any file of the home holds these bytes.
  func holds(_ marker: String) throws -> Bool {
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      let data = try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
      if data.range(of: Data(marker.utf8)) != nil { return true }
    }
    return false
  }
}

let noon = UnixMilliseconds(1_700_000_000_000)

func key(_ number: UInt8) -> ContactKey { ContactKey(bytes: [UInt8](repeating: number, count: 32)) }

/// Uses the start of a text as its fingerprint.
func fingerprint(_ text: String, _ kind: InboundMessage.Kind) -> Fingerprint {
  Fingerprint(text.utf8.reduce(kind == .text ? 1 : 2) { $0 &* 31 &+ UInt64($1) })
}

/// Messages that may be sent again, as the fingerprints of these texts.
func fingerprints(of texts: String...) -> [Fingerprint] { texts.map { fingerprint($0, .text) } }

extension StoreReader {
  func doubtfulItems(
    of contact: ContactKey, limit: Int
  ) throws(StoreError) -> [TakenItem] {
    try doubtfulItems(of: contact, limit: limit, fingerprint: fingerprint)
  }
}

extension StoreReader {
  /// The deliveries to all webhooks that are due, earliest first, except those to paused ones.
  func dueDeliveries(
    now: UnixMilliseconds, limit: Int, excluding underWay: [DeliveryID] = []
  ) throws(StoreError) -> [Delivery] {
    var all: [Delivery] = []
    for webhook in try webhookSummaries() where webhook.pausedSince == nil {
      all += try dueDeliveries(
        to: webhook.name, now: now, limit: limit, excluding: underWay
      ).due
    }
    return Array(all.sorted { ($0.due, $0.id) < ($1.due, $1.id) }.prefix(limit))
  }

  /// When the next delivery to any webhook is due that is not in progress.
  func nextDeliveryDue(
    excluding underWay: [DeliveryID] = []
  ) throws(StoreError) -> UnixMilliseconds? {
    var times: [UnixMilliseconds] = []
    for webhook in try webhookSummaries() where webhook.pausedSince == nil {
      let next = try dueDeliveries(
        to: webhook.name, now: noon, limit: 0, excluding: underWay
      ).next
      if let next { times.append(next) }
    }
    return times.min()
  }
}

/// Sequential webhook identifiers.
final class Identifiers {
  private var next = 0
  func make() -> String {
    next += 1
    return "msg_\(next)"
  }
}

func context(_ now: UnixMilliseconds = noon, identifiers: Identifiers = Identifiers())
  -> EffectContext
{
  EffectContext(now: now, partBytesMax: 1_372) {
    event, webhook, contact in
    guard case .message(let message, _) = event.content else { return [] }
    return [
      NewDelivery(
        webhookID: identifiers.make(), webhook: webhook, contact: contact, body: message.text)
    ]
  }
}

extension Effect {
  /// Forwards a message to a webhook; `context` renders it as its text alone.
  static func forward(webhook: String, body: String, contact: ContactKey) -> Effect {
    let sender = Contact(key: contact, codename: Codename(text: "amber-heron"), firstSeen: noon)
    let message = InboundMessage(
      id: MessageID(1), contact: sender, kind: .text, text: body, receivedAt: noon)
    return .deliver(.message(message, at: noon), to: webhook, contact: contact)
  }

  /// Asks a webhook for an answer to a message.
  static func ask(
    webhook: String, body: String, contact: ContactKey, fallback: String?, timeout: Int64 = 10_000
  ) -> Effect {
    guard
      case .deliver(let event, _, _) = forward(webhook: webhook, body: body, contact: contact)
    else { preconditionFailure("a forward is a delivery") }
    return .ask(
      event, of: webhook, contact: contact, AskTerms(timeout: timeout, fallback: fallback))
  }
}

extension Store {
  @discardableResult
  func erase<Value>(
    _ body: (StoreTransaction) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let value = try write(body)
    try clean()
    return value
  }
}

extension StoreTransaction {
  /// - Returns: the number of erased messages and answers.
  @discardableResult
  func prune(before time: UnixMilliseconds) throws(StoreError) -> Int {
    try forgetAll(olderThan: time, sparingOwed: true).messages
  }

  /// In steps of a few rows.
  @discardableResult
  func forgetAll(
    olderThan time: UnixMilliseconds, sparingOwed: Bool, rows: Int = 3
  ) throws(StoreError) -> Forgotten {
    var forgotten = Forgotten()
    var place: AgingPlace? = AgingPlace()
    while let here = place {
      let step = try forget(
        olderThan: time, sparingOwed: sparingOwed, from: here, rows: rows, now: noon)
      forgotten += step.forgotten
      place = step.next
    }
    return forgotten
  }

  @discardableResult
  func addContact(_ number: UInt8, state: ContactState = .accepted) throws(StoreError) -> Contact {
    try addContact(key(number), codenameHash: [0, number, 0, number], state: state, now: noon)
      .contact
  }

  /// Receives a text and lets `rule` decide, as the gateway does.
  @discardableResult
  func handle(
    _ text: String, from number: UInt8, at time: UnixMilliseconds = noon,
    identifiers: Identifiers = Identifiers(), rule: (InboundMessage) -> RuleOutcome
  ) throws(StoreError) -> RuleConsequences {
    var consequences = RuleConsequences()
    guard let id = try receive(from: key(number)),
      let contact = contact(key(number))
    else { throw .unknownContact }
    let message = InboundMessage(
      id: id, contact: contact, kind: .text, text: text, receivedAt: time)
    try apply(
      rule(message), of: message, in: context(time, identifiers: identifiers), to: &consequences)
    return consequences
  }
}
