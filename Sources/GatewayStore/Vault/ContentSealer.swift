/// Encrypts content, for a vault whose policy is `sealed`.
public protocol ContentSealer: FileSealer {
  /// Whether the home is sealed: then nothing is written in clear, also by a caller that does not
  /// know of it.
  var seals: Bool { get }

  /// Called before each transaction: keys that were used for long enough are dropped.
  func renew()

  /// What opens the values for people that were sealed since `renew`: stored with them. nil where
  /// there are none, or where they open without one.
  var envelope: StoredEnvelope? { get }

  /// - Parameter place: authenticated with the value: one that is moved does not open.
  func seal(_ plaintext: [UInt8], at place: ContentPlace) -> [UInt8]

  /// - Returns: nil where the key is not on this machine, or the value was changed.
  func open(_ sealed: [UInt8], at place: ContentPlace) -> [UInt8]?
}

extension ContentSealer {
  public var seals: Bool { true }
  public func renew() {}
  public var envelope: StoredEnvelope? { nil }
}

/// The place of content, and its reader.
public struct ContentPlace: Hashable, Sendable {
  public var column: ContentColumn
  /// The number of its row, or of the row that it belongs to; 0 where that is not known when it is
  /// written.
  public var row: Int64
  public var reader: ContentColumn.Reader
}

/// The key of sealed values, sealed to the people that read them.
public struct StoredEnvelope: Hashable, Sendable {
  public var number: Int64
  public var bytes: [UInt8]

  public init(number: Int64, bytes: [UInt8]) {
    self.number = number
    self.bytes = bytes
  }
}
