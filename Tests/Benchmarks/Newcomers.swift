import InteropSupport

/// A bot alone, then with strangers who all ask it at once, then with them as its contacts.
func newcomersAtOnce(_ kind: MeasuredBot.Kind, _ pace: Measurement.Pace) async throws -> Figures {
  let network = try await TestNetwork()
  let bot = try await MeasuredBot.start(kind, in: network)
  try await bot.announced()
  var figures: Figures = [:]
  figures[.idleCPU] = try await idleCPU(of: bot, pace)
  let alone = try bot.usage().residentKiB
  let crowd = try await Crowd.start(200, processes: 4, in: network)
  figures[.newcomersOnline] = try await crowd.befriend(bot.toxID)
  figures[.idleCPUWithContacts] = try await idleCPU(of: bot, pace)
  let together = try bot.usage().residentKiB
  figures[.idleMemory] = Double(alone) / 1_024
  figures[.memoryPerContact] = Double(together - alone) / Double(crowd.count)
  return figures
}

/// Once it has calmed down.
private func idleCPU(of bot: MeasuredBot, _ pace: Measurement.Pace) async throws -> Double {
  try await Task.sleep(for: .seconds(pace.idleSeconds / 2))
  return try await bot.cpuPercent(watchedFor: .seconds(pace.idleSeconds))
}
