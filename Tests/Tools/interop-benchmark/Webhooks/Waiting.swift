import InteropSupport

/// A bot with nothing to do, and one whose webhook is dead and has very many deliveries waiting.
func idleWithWaiting(_ pace: Measurement.Pace) async throws -> Figures {
  let without = try await idle(waiting: 0, pace)
  let with = try await idle(waiting: waitingDeliveriesMany, pace)
  return [
    .waitingNoneCPU: without.cpu, .waitingCPU: with.cpu,
    .waitingMemory: Double(with.residentKiB - without.residentKiB) / 1_024,
  ]
}

let waitingDeliveriesMany = 100_000

private func idle(
  waiting: Int, _ pace: Measurement.Pace
) async throws -> (cpu: Double, residentKiB: Int) {
  let network = try await LonelyNetwork()
  // Nothing listens there.
  let bot = try await MeasuredBot.postern(webhook("desk", on: 8_080), in: network) { home in
    try fill(home, withDeliveries: waiting, to: "desk")
  }
  let seconds = max(30, pace.idleSeconds)
  try await Task.sleep(for: .seconds(seconds / 2))
  let cpu = try await bot.cpuPercent(watchedFor: .seconds(seconds))
  return (cpu, try bot.usage().residentKiB)
}
