import InteropSupport

/// Fifty contacts that all write at once.
func floodOfFifty(
  _ kind: MeasuredBot.Kind, window: Int, pace: Measurement.Pace, in surroundings: Surroundings
) async throws -> Figures {
  let network = try await surroundings.network()
  let bot = try await MeasuredBot.start(kind, in: network)
  try await bot.announced()
  let crowd = try await ClientCrowd.start(50, of: surroundings, in: network)
  _ = try await crowd.befriend(bot.toxID)
  let outcome = try await FloodOutcome.measure(
    crowd, bot, window: window, seconds: pace.floodSeconds)
  if window == 64 {
    _ = try outcome.exact()
    return [
      .fiftyCPU: outcome.cpuMicroseconds, .fiftyRate: outcome.perSecond,
      .fiftyCores: outcome.cores,
    ]
  }
  return [
    .overflowCPU: outcome.cpuMicroseconds, .overflowRate: outcome.perSecond,
    .overflowFaulty: Double(outcome.faulty), .overflowLost: Double(outcome.lost),
  ]
}
