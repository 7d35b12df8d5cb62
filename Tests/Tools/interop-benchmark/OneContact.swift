import InteropSupport

/// One contact that writes its next message when it has the reply to the last.
func repliesBackToBack(
  _ kind: MeasuredBot.Kind, pace: Measurement.Pace, in surroundings: Surroundings
) async throws -> Figures {
  let outcome = try await floodOfOne(kind, habit: .echoes, window: 1, pace: pace, in: surroundings)
  return [
    .replyP50: outcome.milliseconds(\.p50), .replyP90: outcome.milliseconds(\.p90),
    .replyP99: outcome.milliseconds(\.p99),
  ]
}

/// One contact that has 64 messages under way, to a bot that does not reply.
func messagesOneWay(
  _ kind: MeasuredBot.Kind, pace: Measurement.Pace, in surroundings: Surroundings
) async throws -> Figures {
  let outcome = try await floodOfOne(
    kind, habit: .listens, window: 64, pace: pace, in: surroundings)
  return [.oneWayRate: outcome.perSecond, .receiptP50: outcome.milliseconds(\.p50)]
}

private func floodOfOne(
  _ kind: MeasuredBot.Kind, habit: MeasuredBot.Habit, window: Int, pace: Measurement.Pace,
  in surroundings: Surroundings
) async throws -> FloodOutcome {
  let network = try await surroundings.network()
  let bot = try await MeasuredBot.start(kind, habit, in: network)
  try await bot.announced()
  let crowd = try await ClientCrowd.start(1, tick: .milliseconds(1), of: surroundings, in: network)
  _ = try await crowd.befriend(bot.toxID)
  let oneWay = habit == .listens
  let outcome = try await FloodOutcome.measure(
    crowd, bot, window: window, seconds: pace.floodSeconds, oneWay: oneWay)
  return try outcome.exact()
}
