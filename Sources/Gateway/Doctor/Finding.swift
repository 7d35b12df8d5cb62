/// One line of what `postern doctor` found.
public struct Finding: Hashable, Sendable, Encodable {
  public enum Result: String, Hashable, Sendable, Encodable {
    case pass, fail
    /// It works, but not all of it.
    case warn
    /// Neither: what is so by the owner's choice.
    case note
  }

  /// What was looked at: "network", "disk", "way out" …
  public var subject: String
  public var result: Result
  /// What was seen, in words.
  public var words: String

  init(_ subject: String, _ result: Result, words: String) {
    self.subject = subject
    self.result = result
    self.words = words
  }
}
