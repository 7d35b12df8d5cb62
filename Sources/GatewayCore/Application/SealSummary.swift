/// How far a home is sealed, and to which keys.
public struct SealSummary: Codable, Hashable, Sendable {
  public enum State: String, Codable, Hashable, Sendable, CaseIterable {
    /// Content is stored in clear.
    case off
    /// Something is still in clear that was stored before the seal.
    case sealing
    /// All is sealed; copies of what it was may remain in the free space of the database.
    case cleaning
    case sealed
  }

  public var state: State
  /// The public halves of the keys to which the home is sealed.
  public var readers: [String]
  /// Values that are still in clear.
  public var clear: Int
  /// Files that are still in clear.
  public var clearFiles: Int
  /// How many envelopes open what is sealed.
  public var envelopes: Int
  /// How many of them are for other keys than `readers`, or not for all of these.
  public var otherEnvelopes: Int
  /// The ids of the keys that open those.
  public var otherReaders: [String]

  public init(
    state: State, readers: [String], clear: Int = 0, clearFiles: Int = 0, envelopes: Int = 0,
    otherEnvelopes: Int = 0, otherReaders: [String] = []
  ) {
    self.state = state
    self.readers = readers
    self.clear = clear
    self.clearFiles = clearFiles
    self.envelopes = envelopes
    self.otherEnvelopes = otherEnvelopes
    self.otherReaders = otherReaders
  }

  private enum CodingKeys: String, CodingKey {
    case state, readers, clear
    case clearFiles = "clear_files"
    case envelopes
    case otherEnvelopes = "other_envelopes"
    case otherReaders = "other_readers"
  }
}
