import GatewayCore
import Testing
import ToxCore
import ToxSimulation

@testable import Gateway
@testable import GatewayStore

/// The gateway in the simulation. Each scene is played from a seed, which determines the run to the
/// last byte.
@Suite struct `A simulated bot` {
  @Test func `answers each message once and in order while a fifth of the packets is lost`()
    throws
  {
    try replays { seed in
      let (scene, people, _) = try BotScene.begun(
        seed: seed, rules: BotScripts.echo, names: ["alice", "bob"])
      scene.network.network.profile.loss = .percent(20)
      for person in people { scene.network.say(texts(1...40), from: person, to: scene.bot) }
      let isAnswered = try scene.run(within: .seconds(300)) { network in
        people.allSatisfy { network.conversation(of: $0, with: scene.bot).heard.count >= 40 }
      }
      #expect(isAnswered)
      scene.network.network.profile.loss = .never
      try scene.run(for: .seconds(30))
      for person in people {
        let conversation = scene.conversation(of: person)
        #expect(conversation.receipts == 40)
        #expect(conversation.heard == answers(1...40))
        #expect(try scene.stored(from: person) == texts(1...40))
        #expect(try scene.outbox(of: person) == [])
      }
      return scene.hash
    }
  }

  @Test func `delivers what its receiver refused for an hour, each message once, by the schedule`()
    throws
  {
    try replays { seed in
      let (scene, people, boot) = try BotScene.begun(
        seed: seed, rules: BotScripts.forward, names: ["alice", "bob"])
      let recovery = scene.now.advanced(byMilliseconds: 3_600_000)
      scene.receivers.answer = { time in
        time < recovery ? .refused(status: 500) : .delivered(status: 200)
      }
      for person in people { scene.network.say(texts(1...6), from: person, to: scene.bot) }
      try scene.run(for: .seconds(10))
      for node in people + [boot] { scene.network.stop(node) }
      try scene.run(for: .seconds(4 * 3_600))
      #expect(scene.receivers.attempts.filter(\.isTaken).count == 12)
      for person in people {
        let name = try scene.codename(of: person)
        let attempts = scene.receivers.attempts.filter { $0.body.contains(name) }
        let taken = attempts.filter(\.isTaken)
        try #require(taken.count == 6)
        #expect(taken.allSatisfy { $0.at >= recovery })
        let isInOrder = (1...6).allSatisfy { taken[$0 - 1].body.contains("\"message \($0)\"") }
        #expect(isInOrder)
        // The others wait behind the first.
        let first = attempts.filter { $0.webhookID == attempts[0].webhookID }
        #expect(first.count == attempts.count - 5)
        #expect(isBySchedule(first))
        #expect(scene.conversation(of: person).receipts == 6)
      }
      let summaries = try scene.read { reader throws(StoreError) in try reader.webhookSummaries() }
      #expect(summaries.map(\.delivered) == [12] && summaries.map(\.waiting) == [0])
      return scene.hash
    }
  }

  @Test func `takes what is over a limit hour by hour, in order, and acknowledges no more`() throws
  {
    try replays { seed in
      let (scene, people, boot) = try BotScene.begun(
        seed: seed, rules: BotScripts.limited, names: ["alice"])
      let alice = people[0]
      scene.network.stop(boot)
      scene.network.say(texts(1...40), from: alice, to: scene.bot)
      try scene.run(for: .seconds(30))
      // The request was no message: the quota of an hour comes at once.
      #expect(try scene.stored(from: alice) == texts(1...20))
      for minutes in [15, 30, 45] as [Int64] {
        try scene.run(for: .seconds(900))
        let stored = try scene.stored(from: alice)
        let earned = 20 + Int(minutes) / 3
        #expect((earned - 1...earned + 1).contains(stored.count), "\(minutes) min: \(stored.count)")
        #expect(stored == texts(1...40).dropLast(40 - stored.count))
        #expect(scene.conversation(of: alice).receipts <= stored.count)
      }
      try scene.run(for: .seconds(1_800))
      #expect(try scene.stored(from: alice) == texts(1...40))
      #expect(scene.conversation(of: alice).receipts == 40)
      return scene.hash
    }
  }

  @Test func `keeps the time of its timers for a day`() throws {
    try replays { seed in
      let (scene, people, boot) = try BotScene.begun(
        seed: seed, rules: BotScripts.clock, names: ["alice"])
      scene.network.say([Array("start".utf8)], from: people[0], to: scene.bot)
      let isStarted = try scene.run(within: .seconds(10)) { network in
        network.conversation(of: people[0], with: scene.bot).receipts == 1
      }
      #expect(isStarted)
      let start = scene.now
      // A day without a network.
      for node in [people[0], boot] { scene.network.stop(node) }
      try scene.run(for: .seconds(25 * 3_600))
      let strokes = try scene.outbox(of: people[0])
      #expect(strokes.map(\.text) == (1...24).map { "hour \($0)" })
      for (hour, stroke) in zip(Int64(1)..., strokes) {
        let late = stroke.createdAt.rawValue - start.rawValue - hour * 3_600_000
        // Each timer is set when the previous one was handled.
        #expect((-200...hour * 100).contains(late), "\(late) ms")
      }
      for node in [boot, people[0]] { scene.network.start(node) }
      let isHeard = try scene.run(within: .seconds(300)) { network in
        network.conversation(of: people[0], with: scene.bot).heard.count >= 24
      }
      #expect(isHeard)
      let heard = scene.conversation(of: people[0]).heard
      #expect(heard == strokes.map { Array($0.text.utf8) })
      try scene.run(for: .seconds(10))
      #expect(try scene.outbox(of: people[0]) == [])
      return scene.hash
    }
  }

  @Test func `runs each time of its schedules once, over a kill every few hours`() throws {
    try replays { seed in
      // Friday, 2027-01-15 08:00 UTC, which is 09:00 in Berlin.
      let start = UnixMilliseconds(1_800_000_000_000)
      let (scene, people, boot) = try BotScene.begun(
        seed: seed, rules: BotScripts.schedules, names: ["alice"])
      for node in people + [boot] { scene.network.stop(node) }
      for _ in 0..<5 {
        try scene.run(for: .seconds(17_000))
        try scene.killNow()
        try scene.run(for: .seconds(300))
      }
      #expect(scene.kills == 5)
      func value(_ name: String) throws -> Int64? {
        try scene.read { reader throws(StoreError) in
          try reader.storedValue(forKey: StoreKey.bot(name))
        }.flatMap(Int64.init)
      }
      // A day: half past six in the evening, and six in the morning.
      let hours = (scene.now.rawValue - start.rawValue) / 3_600_000
      #expect(hours == 24)
      #expect(try value("hourly") == hours)
      #expect(try value("daily") == 2)
      #expect(try value("later") == 1_800_075_600)
      return scene.hash
    }
  }

  private func isBySchedule(_ attempts: [ScriptedReceivers.Attempt]) -> Bool {
    (1..<attempts.count).allSatisfy { number in
      let gap = attempts[number].at.rawValue - attempts[number - 1].at.rawValue
      let delay = RetrySchedule.standard.delays[number - 1] * 1_000
      // A random tenth; the answer and two commits take a while.
      return (delay...delay * 11 / 10 + 200).contains(gap)
    }
  }
}
