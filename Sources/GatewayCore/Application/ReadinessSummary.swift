/// Whether a bot can do its work.
public struct ReadinessSummary: Codable, Hashable, Sendable {
  /// One condition.
  public struct Check: Codable, Hashable, Sendable {
    public var name: String
    public var isPassed: Bool
    /// How it stands, in words.
    public var text: String

    private enum CodingKeys: String, CodingKey {
      case name
      case isPassed = "is_passed"
      case text
    }

    public init(_ name: String, isPassed: Bool, text: String) {
      self.name = name
      self.isPassed = isPassed
      self.text = text
    }
  }

  public var checks: [Check]

  public init(checks: [Check]) { self.checks = checks }

  public var isReady: Bool { checks.allSatisfy(\.isPassed) }
}
