/// Why a webhook is paused.
public enum PauseCause: String, Hashable, Sendable, CaseIterable, Codable {
  /// Its receiver answered that it takes no more (410).
  case receiver
  /// The owner said so. Only the owner resumes it; otherwise new settings do.
  case owner
  /// No attempt succeeded for days.
  case failures
}
