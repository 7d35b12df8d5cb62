import InteropSupport
import Testing

/// A disk that is full, or does not answer, under a real bot with c-toxcore senders.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(10)))
struct `A disk in trouble under a bot` {
  @Test func `on a full disk nothing is ticked that is not stored; with room all of it is`()
    async throws
  {
    let trouble = try await DiskTrouble(megabytes: 24)
    try await trouble.waitForReceipts()
    try await trouble.fillDisk()
    try await trouble.bot.waitForStoreErrors()
    let ticked = trouble.senders.tickCounts
    for _ in 0..<5 { try await trouble.bot.waitForStoreErrors() }
    #expect(trouble.senders.tickCounts == ticked)
    #expect(trouble.senders.sessionCounts == [1, 1, 1], "nobody sees the bot go")

    try await trouble.makeRoom()
    try await trouble.waitForReceipts()
    try await trouble.fillDisk()
    try await trouble.bot.waitForStoreErrors()
    try await trouble.killBot()
    try await trouble.makeRoom()
    try trouble.start()
    try await trouble.waitForReceipts()
    #expect(try await trouble.comeToRest() == [])
  }

  @Test func `while the database is held for 10 s all clients wait and none leaves`()
    async throws
  {
    let trouble = try await DiskTrouble()
    try await trouble.waitForReceipts()
    try await trouble.holdDatabase(for: .seconds(10))
    #expect(trouble.senders.sessionCounts == [1, 1, 1])
    try await trouble.waitForReceipts()
    #expect(trouble.senders.sessionCounts == [1, 1, 1])
    #expect(try await trouble.comeToRest() == [])
  }
}
