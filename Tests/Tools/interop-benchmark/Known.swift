import Foundation
import GRDB
import InteropSupport

/// A bot with very many contacts of which one is on line, beside one with few.
func knowingMany(
  _ pace: Measurement.Pace, in surroundings: Surroundings
) async throws -> Figures {
  let few = try await knowing(100, pace, in: surroundings)
  let many = try await knowing(knownContactsMany, pace, in: surroundings)
  return [
    .knownAnnounced: many.announced, .knownMemory: many.residentMiB, .knownIdleCPU: many.idleCPU,
    .knownReplyP50: many.outcome.milliseconds(\.p50),
    .knownReplyCPU: many.outcome.cpuMicroseconds, .fewKnownReplyCPU: few.outcome.cpuMicroseconds,
  ]
}

let knownContactsMany = 100_000

private func knowing(
  _ contacts: Int, _ pace: Measurement.Pace, in surroundings: Surroundings
) async throws -> (announced: Double, residentMiB: Double, idleCPU: Double, outcome: FloodOutcome) {
  let network = try await surroundings.network()
  let rules = try PosternActor.withoutQuotas + MeasuredBot.rules(.echoes)
  let bot = try await MeasuredBot.postern(rules, in: network) { home in
    try fill(home, withContacts: contacts)
  }
  let announced = try await bot.announced()
  try await Task.sleep(for: MeasuredBot.startTime)
  let idle = try await bot.cpuPercent(watchedFor: .seconds(pace.idleSeconds))
  let resident = Double(try bot.usage().residentKiB) / 1_024
  let crowd = try await ClientCrowd.start(1, tick: .milliseconds(1), of: surroundings, in: network)
  _ = try await crowd.befriend(bot.toxID)
  let outcome = try await FloodOutcome.measure(
    crowd, bot, window: 1, seconds: pace.floodSeconds)
  return (announced, resident, idle, try outcome.exact())
}

/// Fills a new home with contacts that are never on line.
private func fill(_ home: URL, withContacts count: Int) throws {
  let queue = try DatabaseQueue(path: home.appending(component: "state.sqlite").path())
  let now = Int64(Date().timeIntervalSince1970 * 1_000)
  try queue.write { database in
    try database.execute(
      sql: """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
        INSERT INTO conversations (id, last_seen) SELECT i, ?2 FROM n
        """, arguments: [count, now])
    try database.execute(
      sql: """
        INSERT INTO contacts (id, key, codename, state, first_seen, was_online)
        SELECT id, randomblob(32), printf('quiet-otter-%d', id), 'accepted', ?, 1
        FROM conversations
        """, arguments: [now])
  }
  try queue.close()
}
