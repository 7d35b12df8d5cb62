/// What went wrong in the harness itself or in what it drives, in words.
public struct HarnessError: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

extension Duration {
  /// For what happens in the end: two minutes, which a test reaches only where it fails. A limit of
  /// its own belongs to what must happen in time.
  public static let patience = Self.seconds(120)
}

/// Asks again and again until there is an answer; throws, naming what was awaited, at the deadline.
public func eventually<Answer>(
  _ what: String, within limit: Duration = .patience, _ question: () async throws -> Answer?
) async throws -> Answer {
  let clock = ContinuousClock()
  let deadline = clock.now + limit
  while true {
    if let answer = try await question() { return answer }
    guard clock.now < deadline else { throw HarnessError("not within \(limit): \(what)") }
    try await Task.sleep(for: .milliseconds(5))
  }
}
