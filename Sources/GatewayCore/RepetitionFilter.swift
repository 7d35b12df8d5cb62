/// A keyed hash of one message's kind and text: enough to recognize a repetition, not to read it.
public struct MessageFingerprint: Hashable, Sendable {
  public let bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }
}

/// Recognizes what a contact sends again after we went away between committing its messages and
/// telling it so.
///
/// Of the messages that we committed without knowing that the acknowledgement arrived, the contact
/// saw a beginning acknowledged (perhaps nothing); its client sends the remainder again, in order,
/// as the first messages of the next session. So a message is a repetition while it is found, in
/// order, among those; the first one that is not found ends the search for good. To handle a
/// message twice is a nuisance, to drop a new one is a loss: where the two cannot be told apart for
/// certain the filter leans to letting through.
public struct RepetitionFilter: Hashable, Sendable {
  private var expected: ArraySlice<MessageFingerprint>

  /// - Parameter unacknowledged: those of former sessions, in the order of their arrival.
  public init(unacknowledged: [MessageFingerprint]) { expected = unacknowledged[...] }

  /// Whether no repetition can follow any more.
  public var isFinished: Bool { expected.isEmpty }

  /// Whether the session's next message is one that was committed before.
  public mutating func isRepetition(_ message: MessageFingerprint) -> Bool {
    guard let found = expected.firstIndex(of: message) else {
      finish()
      return false
    }
    expected = expected[(found + 1)...]
    return true
  }

  /// The session is old enough that equal text means a new message.
  public mutating func finish() { expected = [] }
}
