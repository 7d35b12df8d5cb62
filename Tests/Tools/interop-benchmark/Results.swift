import InteropSupport

/// What was measured of one bot: figures, and where there are none, why.
struct Results: Codable {
  var figures: Figures = [:]
  var failures: [Measurement: String] = [:]

  /// One measurement after the other; one that fails leaves its rows empty and the others alone.
  static func measure(
    _ bot: MeasuredBot.Kind, measurements: [Measurement], pace: Measurement.Pace,
    in surroundings: Surroundings
  ) async -> Results {
    var results = Results()
    for measurement in measurements {
      note("\(measurement.rawValue) of \(bot.rawValue)")
      do {
        results.figures.merge(try await measurement.figures(of: bot, pace, in: surroundings)) { $1 }
      } catch {
        results.failures[measurement] = "\(error)"
        note("no figures: \(error)")
      }
    }
    return results
  }
}
