/// The name of a file as its sender wrote it: data, never a path.
public struct FileName: Hashable, Sendable {
  /// As it came, at most 255 bytes; ill-formed UTF-8 is replaced.
  public var claimed: String

  public init(_ claimed: String) { self.claimed = claimed }

  /// The name that people and rules see, and under which a copy may be saved: one component of a
  /// path, without anything that makes it look like another, that no usual system takes for
  /// something else than a file. Never empty; cleaning it once more changes nothing.
  public var shown: String { CleanedFileName(claimed).text }
}
