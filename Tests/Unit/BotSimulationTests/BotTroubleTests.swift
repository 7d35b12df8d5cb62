import GRDB
import GatewayCore
import GatewayTestSupport
import Testing
import ToxCore
import ToxSimulation

@testable import Gateway
@testable import GatewayStore

/// A bot's messages and deliveries while its disk, its process, its network and its receivers fail.
@Suite struct `A simulated bot in trouble` {
  @Test func `asks once and tells all of them once, in order, while it is killed`() throws {
    try replays { seed in
      let (scene, people, _) = try BotScene.begun(
        seed: seed, rules: BotScripts.news, names: ["alice", "bob", "carol"])
      let alice = people[0]
      scene.network.say([Array("tell".utf8)], from: alice, to: scene.bot)
      let isAsked = try scene.run(within: .seconds(30)) { network in
        !network.conversation(of: alice, with: scene.bot).heard.isEmpty
      }
      #expect(isAsked)
      let code = try #require(scene.conversation(of: alice).heard.first)
      scene.network.say([Array("yes ".utf8) + code], from: alice, to: scene.bot)
      for _ in 0..<4 {
        scene.planKill(afterBatches: 2)
        try scene.run(for: .seconds(20))
      }
      let isHeard = try scene.run(within: .seconds(300)) { network in
        people.allSatisfy { network.conversation(of: $0, with: scene.bot).heard.count >= 10 }
      }
      #expect(isHeard && scene.kills > 0)
      // What a client hears twice after a kill is in the outbox once.
      let news = (1...10).map { "news \($0)" }
      for person in people {
        let key = scene.key(of: person)
        let written = try scene.read { reader throws(StoreError) in
          try reader.rows(
            """
            SELECT CAST(content AS TEXT) FROM items WHERE direction = 'out'
              AND conversation = (SELECT id FROM contacts WHERE key = ?) ORDER BY id
            """, [key.data]
          ) { $0[0] as String }
        }
        // Alice was asked first.
        #expect(written.filter { $0.hasPrefix("news") } == news)
        #expect(written.count == (person == alice ? 11 : 10))
      }
      let broadcasts = try scene.read { reader throws(StoreError) in
        try reader.broadcasts(limit: 20)
      }
      #expect(broadcasts.map(\.text) == news.reversed())
      #expect(broadcasts.allSatisfy { $0.state == .sent && $0.sent + $0.received == 3 })
      return scene.hash
    }
  }

  @Test func `handles each message once while the disk refuses now and then`() throws {
    try replays { seed in
      let (scene, people, _) = try BotScene.begun(
        seed: seed, rules: BotScripts.echo, names: ["alice", "bob", "carol"])
      var dice = SeededGenerator(seed: seed, purpose: "faults")
      for round in 0..<10 {
        for fault in [TestDisk.Fault.full, .writing, .syncing] where Bool.random(using: &dice) {
          let pause = Interval.milliseconds(.random(in: 0...15_000, using: &dice))
          scene.planFault(fault, after: pause, seconds: .random(in: 1...4, using: &dice))
        }
        let new = texts(round * 8 + 1...round * 8 + 8)
        for person in people {
          scene.network.say(new, from: person, to: scene.bot, window: 4)
          #expect(try scene.keepsItsPromise(to: people, for: .seconds(5)))
        }
      }
      try scene.run(for: .seconds(60))
      let refusals = scene.reports.count { if case .storeError = $0 { true } else { false } }
      #expect(refusals > 0)
      for person in people {
        let conversation = scene.conversation(of: person)
        #expect(conversation.receipts == 80)
        #expect(conversation.heard == answers(1...80))
        #expect(try scene.stored(from: person) == texts(1...80))
        #expect(try scene.outbox(of: person) == [])
      }
      return scene.hash
    }
  }

  @Test func `loses nothing that it acknowledged when it is killed behind its commits`() throws {
    try replays { seed in
      let (scene, people, _) = try BotScene.begun(
        seed: seed, rules: BotScripts.echo, names: ["alice", "bob"])
      var dice = SeededGenerator(seed: seed, purpose: "kills")
      for round in 0..<8 {
        scene.planKill(afterBatches: .random(in: 1...3, using: &dice))
        let new = texts(round * 8 + 1...round * 8 + 8)
        for person in people { scene.network.say(new, from: person, to: scene.bot, window: 2) }
        #expect(try scene.run(within: .seconds(60)) { _ in scene.kills > round })
        for person in people {
          let receipts = scene.conversation(of: person).receipts
          #expect(try scene.stored(from: person).starts(with: texts(1...64).prefix(receipts)))
        }
        let isBack = try scene.run(within: .seconds(180)) { $0.areContacts(people, of: scene.bot) }
        #expect(isBack)
        // Receipts come, so that no answer meets two kills.
        try scene.run(for: .seconds(5))
      }
      try scene.run(for: .seconds(120))
      for person in people {
        let conversation = scene.conversation(of: person)
        #expect(conversation.receipts == 64)
        #expect(try scene.stored(from: person) == texts(1...64))
        for answer in answers(1...64) {
          #expect((1...2).contains(conversation.heard.count { $0 == answer }))
        }
        #expect(try scene.outbox(of: person) == [])
      }
      return scene.hash
    }
  }

  @Test func `owes and loses nothing when all of that happens at once`() throws {
    try replays { seed in
      let (scene, people, _) = try BotScene.begun(
        seed: seed, rules: BotScripts.desk, names: ["alice", "bob", "carol"])
      var dice = SeededGenerator(seed: seed, purpose: "trouble")
      scene.receivers.answer = { time in
        time.rawValue / 20_000 % 2 == 0 ? .delivered(status: 200) : .refused(status: 503)
      }
      for round in 0..<12 {
        scene.network.network.profile.loss = .percent(.random(in: 0...25, using: &dice))
        for person in people {
          scene.network.say(
            texts(round * 4 + 1...round * 4 + 4), from: person, to: scene.bot, window: 3)
        }
        switch Int.random(in: 0..<5, using: &dice) {
        case 0: scene.planKill(afterBatches: .random(in: 1...3, using: &dice))
        case 1: try scene.killNow()
        case 2:
          scene.planFault(.full, after: .zero, seconds: 3)
          #expect(try scene.keepsItsPromise(to: people, for: .seconds(2)))
          try scene.killNow()
        case 3: scene.planFault(.syncing, after: .milliseconds(20), seconds: 2)
        default: break
        }
        let pause = Interval.milliseconds(.random(in: 1_000...60_000, using: &dice))
        #expect(try scene.keepsItsPromise(to: people, for: pause))
      }
      scene.network.network.profile.loss = .never
      scene.receivers.answer = { _ in .delivered(status: 200) }
      let isHeard = try scene.run(within: .seconds(900)) { network in
        people.allSatisfy { network.conversation(of: $0, with: scene.bot).receipts == 48 }
      }
      #expect(isHeard)
      try scene.run(for: .seconds(600))
      for person in people {
        let conversation = scene.conversation(of: person)
        #expect(try scene.stored(from: person) == texts(1...48))
        #expect(answers(1...48).allSatisfy(conversation.heard.contains))
        #expect(try scene.outbox(of: person) == [])
      }
      // Each is received, and received again only where its result was lost in a kill.
      let taken = scene.receivers.attempts.filter(\.isTaken).map(\.webhookID)
      #expect(Set(taken).count == 3 * 48)
      #expect(taken.count <= 3 * 48 + scene.kills * 8)
      let summaries = try scene.read { reader throws(StoreError) in try reader.webhookSummaries() }
      #expect(summaries.map(\.delivered) == [3 * 48] && summaries.map(\.waiting) == [0])
      return scene.hash
    }
  }
}
