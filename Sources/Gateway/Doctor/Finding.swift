/// One line of the findings of `postern doctor`.
public struct Finding: Hashable, Sendable, Encodable {
  public enum Result: String, Hashable, Sendable, Encodable {
    case pass, fail
    /// It works in part.
    case warn
    /// No judgement: a consequence of the owner's choice.
    case note
  }

  /// The subject of the check: "network", "disk", "way out" …
  public var subject: String
  public var result: Result
  /// The result in words.
  public var words: String

  init(_ subject: String, _ result: Result, words: String) {
    self.subject = subject
    self.result = result
    self.words = words
  }
}
