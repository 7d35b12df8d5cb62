/// Why a webhook is paused.
public enum PauseCause: String, Hashable, Sendable, CaseIterable, Codable {
  /// Its receiver refuses all that it sends: 410, or what its format takes for that.
  case receiver
  /// The owner said so. Only the owner resumes it; otherwise new settings do.
  case owner
  /// No attempt succeeded for days.
  case failures
}
