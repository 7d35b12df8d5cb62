import InteropSupport

/// A bot without contacts, once it has calmed down. Nodes are asked once a minute: so long it is
/// watched at least.
func idleAlone(
  _ kind: MeasuredBot.Kind, pace: Measurement.Pace, in surroundings: Surroundings
) async throws -> Figures {
  let network = try await surroundings.networkWithoutClients()
  let bot = try await MeasuredBot.start(kind, in: network)
  try await bot.announced()
  let cpu = try await idleCPU(of: bot, seconds: max(60, pace.idleSeconds))
  return [.idleCPU: cpu, .idleMemory: Double(try bot.usage().residentKiB) / 1_024]
}

/// A bot that strangers ask all at once, and then with them as its contacts.
func newcomersAtOnce(
  _ kind: MeasuredBot.Kind, pace: Measurement.Pace, in surroundings: Surroundings
) async throws -> Figures {
  let network = try await surroundings.network()
  let bot = try await MeasuredBot.start(kind, in: network)
  try await bot.announced()
  let crowd = try await ClientCrowd.start(200, processes: 4, of: surroundings, in: network)
  try await Task.sleep(for: MeasuredBot.startTime)
  let alone = try bot.usage()
  let seconds = try await crowd.befriend(bot.toxID)
  let joined = try bot.usage()
  let cpu = try await idleCPU(of: bot, seconds: pace.idleSeconds)
  let memory = try bot.usage().anonymousKiB - alone.anonymousKiB
  let contacts = Double(crowd.count)
  return [
    .newcomersOnline: seconds,
    .newcomerCPU: (joined.cpuSeconds - alone.cpuSeconds) * 1_000 / contacts,
    .idleCPUWithContacts: cpu, .memoryPerContact: Double(memory) / contacts,
  ]
}

/// In percent of a core, after a while in which nothing is asked of it.
private func idleCPU(of bot: MeasuredBot, seconds: Int) async throws -> Double {
  try await Task.sleep(for: .seconds(seconds / 2))
  return try await bot.cpuPercent(watchedFor: .seconds(seconds))
}
