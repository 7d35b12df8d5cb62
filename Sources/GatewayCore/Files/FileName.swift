/// The name of a file as its sender wrote it: data, never a path.
public struct FileName: Hashable, Sendable {
  /// As it came, at most 255 bytes; ill-formed UTF-8 is replaced.
  public var claimed: String

  public init(_ claimed: String) { self.claimed = claimed }
}
