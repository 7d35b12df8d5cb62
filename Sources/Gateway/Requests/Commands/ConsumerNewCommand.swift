package import GatewayCore
import GatewayEngine
import GatewayStore

/// Makes a consumer of events. From then on they are kept for it; again with the same name it
/// changes nothing.
package struct ConsumerNewCommand: HomeCommand {
  package static let name = "consumer_new"
  package static let scope = Scope.read

  package var consumer: String
  /// Whether it also gets the events that are kept for others already.
  package var fromStart: Bool

  static let countMax = 32
  private static let nameBytesMax = 64

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    guard (1...Self.nameBytesMax).contains(consumer.utf8.count),
      consumer.utf8.allSatisfy(\.isOfName)
    else {
      throw .invalid(
        "A consumer's name is 1 to \(Self.nameBytesMax) letters, digits and signs of \"._-\".")
    }
    guard transaction.policy.writesMessages else {
      throw .refused(BotHome.keepsNothingForConsumers)
    }
    let all = try transaction.storing { () throws(StoreError) in try transaction.consumers() }
    guard !all.contains(where: { $0.name == consumer }) else { return try result(in: transaction) }
    guard all.count < Self.countMax else {
      throw .refused("There are \(Self.countMax) consumers: remove one that reads no more.")
    }
    try transaction.storing { () throws(StoreError) in
      try transaction.addConsumer(consumer, isAtStart: fromStart, now: now)
    }
    return try result(in: transaction)
  }

  private func result(in transaction: StoreTransaction) throws(OperationError) -> OperationResult {
    let all = try transaction.storing { () throws(StoreError) in try transaction.consumers() }
    return OperationResult(reply: .value(.consumers(all.filter { $0.name == consumer })))
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    nil
  }
}

extension ConsumerNewCommand {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    consumer = try members.text("consumer")
    fromStart = try members.decode(Bool.self, forKey: "from_start")
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(consumer, forKey: "consumer")
    try members.encode(fromStart, forKey: "from_start")
  }
}

extension Command where Self == ConsumerNewCommand {
  package static func consumerNew(_ name: String, fromStart: Bool) -> Self {
    Self(consumer: name, fromStart: fromStart)
  }
}

extension StoreReader {
  /// - Returns: its position.
  func findConsumer(_ name: String) throws(OperationError) -> Int64 {
    let found = try storing { () throws(StoreError) in try position(ofConsumer: name) }
    guard let found else { throw .absent("There is no consumer \"\(name)\".") }
    return found
  }
}
