import InteropSupport

/// One contact that writes its next message when it has the reply to the last.
func repliesBackToBack(
  _ kind: MeasuredBot.Kind, _ pace: Measurement.Pace
) async throws -> Figures {
  let outcome = try await floodOfOne(kind, .echoes, window: 1, pace)
  return [
    .replyP50: outcome.milliseconds(\.p50), .replyP90: outcome.milliseconds(\.p90),
    .replyP99: outcome.milliseconds(\.p99),
  ]
}

/// One contact that has 64 messages under way, to a bot that does not reply.
func messagesOneWay(_ kind: MeasuredBot.Kind, _ pace: Measurement.Pace) async throws -> Figures {
  let outcome = try await floodOfOne(kind, .listens, window: 64, pace)
  return [.oneWayRate: outcome.perSecond, .receiptP50: outcome.milliseconds(\.p50)]
}

private func floodOfOne(
  _ kind: MeasuredBot.Kind, _ habit: MeasuredBot.Habit, window: Int, _ pace: Measurement.Pace
) async throws -> FloodOutcome {
  let network = try await TestNetwork()
  let bot = try await MeasuredBot.start(kind, habit, in: network)
  try await bot.announced()
  let crowd = try await Crowd.start(1, tick: .milliseconds(1), in: network)
  _ = try await crowd.befriend(bot.toxID)
  let oneWay = habit == .listens
  let outcome = try await FloodOutcome.measure(
    crowd, bot, window: window, seconds: pace.floodSeconds, oneWay: oneWay)
  return try outcome.exact()
}
