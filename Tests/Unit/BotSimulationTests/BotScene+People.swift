import Foundation
import GatewayCore
import Testing
import ToxCore
import ToxSimulation
import ToxWire

@testable import Gateway
@testable import GatewayStore

/// Plays a scene twice with one seed and once with another one; or, to search for new failures,
/// with each seed of `POSTERN_SCENE_SEEDS=FIRST-LAST`.
func replays(_ play: (UInt64) throws -> UInt64) throws {
  let wanted = ProcessInfo.processInfo.environment["POSTERN_SCENE_SEEDS"]
  if let bounds = wanted?.split(separator: "-").compactMap({ UInt64($0) }), bounds.count == 2 {
    for seed in bounds[0]...bounds[1] {
      print("seed \(seed): \(try play(seed))")
    }
    return
  }
  let hash = try play(1)
  #expect(try play(1) == hash, "one seed, two runs")
  #expect(try play(2) != hash, "another seed, the same run")
}

func texts(_ numbers: ClosedRange<Int>) -> [[UInt8]] {
  numbers.map { Array("message \($0)".utf8) }
}

func answers(_ numbers: ClosedRange<Int>) -> [[UInt8]] {
  texts(numbers).map { Array("re ".utf8) + $0 }
}

extension Simulation {
  /// The conversation of a person and the bot, as the person's client has it.
  borrowing func conversation(of person: NodeID, with bot: NodeID) -> ToxSimulation.Contact {
    guard let contact = self.person(person).contact(publicKey(of: bot)) else {
      preconditionFailure("the person added the bot")
    }
    return contact
  }

  borrowing func areContacts(_ people: [NodeID], of bot: NodeID) -> Bool {
    people.allSatisfy { conversation(of: $0, with: bot).isOnline }
  }
}

extension BotScene {
  /// A bot whose simulated people are its contacts, and online.
  static func begun(
    seed: UInt64, rules: String, names: [String]
  ) throws -> (BotScene, people: [NodeID], boot: NodeID) {
    let scene = try BotScene(seed: seed, rules: rules)
    let boot = scene.network.addNode("boot")
    scene.network.bootstrap(scene.bot, through: boot)
    let people = names.map { scene.addPerson($0, through: boot) }
    try #require(try scene.run(within: .seconds(180)) { $0.areContacts(people, of: scene.bot) })
    return (scene, people, boot)
  }

  func conversation(of person: NodeID) -> ToxSimulation.Contact {
    network.conversation(of: person, with: bot)
  }

  func key(of person: NodeID) -> ContactKey {
    ContactKey(bytes: network.publicKey(of: person).bytes)
  }

  func outbox(of person: NodeID) throws -> [OutboxMessage] {
    let key = key(of: person)
    return try read { reader throws(StoreError) in try reader.outbox(of: key) }
  }

  /// Lets time pass, and checks each tenth of a second whether all messages with a receipt are in
  /// the home.
  ///
  /// - Parameter people: they say `texts(1...)`, from the first on.
  /// - Returns: whether they were, each time.
  func keepsItsPromise(to people: [NodeID], for interval: Interval) throws -> Bool {
    var receipts = people.map { _ in -1 }
    for _ in 0..<interval.nanoseconds / 100_000_000 {
      try run(for: .milliseconds(100))
      for (index, person) in people.enumerated() {
        let count = conversation(of: person).receipts
        guard count != receipts[index] else { continue }
        receipts[index] = count
        guard try stored(from: person).starts(with: texts(1...max(1, count)).prefix(count)) else {
          return false
        }
      }
    }
    return true
  }

  func codename(of person: NodeID) throws -> String {
    let key = key(of: person)
    let stored = try read { reader throws(StoreError) in try reader.storedContact(key) }
    return try #require(stored).contact.codename.text
  }

  /// The stored messages of a contact, oldest first.
  func stored(from person: NodeID) throws -> [[UInt8]] {
    let key = key(of: person)
    let entries = try read { reader throws(StoreError) in
      try reader.inbox(
        InboxFilter(status: nil, contact: key, limit: 10_000, order: .oldestFirst))
    }
    return entries.filter { $0.direction == .inbound }.map { entry in
      if case .plain(let text) = entry.content { Array(text.utf8) } else { [] }
    }
  }
}
