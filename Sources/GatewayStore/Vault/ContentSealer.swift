/// Encrypts content, for a vault whose policy is `sealed`.
public protocol ContentSealer: Sendable {
  /// - Parameter column: authenticated with the value: a sealed value that is moved to another
  ///   column does not open.
  func seal(_ plaintext: [UInt8], in column: ContentColumn) -> [UInt8]

  /// - Returns: nil where the key is not on this machine, or the value was changed.
  func open(_ sealed: [UInt8], in column: ContentColumn) -> [UInt8]?
}
