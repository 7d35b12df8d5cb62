/// Recognizes messages that a contact sends again because it has no acknowledgement of them.
///
/// Of the messages whose acknowledgement the contact does not provably have, it may have received
/// the acknowledgements of the first ones. Its client sends the others again, in order and without
/// a gap, before anything new. So a repetition is a run of messages that begins anywhere in the
/// doubtful ones and continues to their end. The first message that does not fit ends the search
/// permanently.
///
/// Handling a message twice is a nuisance, dropping a new one is a loss that its sender can't see.
/// So where equal texts are in doubt, or the contact sent the same text before, nothing is dropped:
/// a sender that repeats itself ("backup ok") means each message.
///
/// Where more messages are in doubt than are remembered, the run may begin before the oldest
/// remembered one. Its messages before that one are let through.
public struct RepetitionFilter: Hashable, Sendable {
  private enum State: Hashable {
    /// No message has come yet.
    case waiting
    /// Messages came that are not remembered; at most this many more may come before the oldest
    /// remembered one.
    case skipping(Int)
    /// The message at this index is the next of the run.
    case following(Int)
    case finished
  }

  private let doubtful: [Fingerprint]
  private let familiar: [Fingerprint]
  private let forgottenMax: Int
  private var state: State

  /// - Parameters:
  ///   - doubtful: messages whose acknowledgement the contact may lack, in order of arrival.
  ///   - familiar: messages that it sent before those.
  ///   - forgottenMax: the number of messages before the doubtful ones that are in doubt, and not
  ///     remembered.
  public init(
    doubtful: [Fingerprint], familiar: [Fingerprint] = [], forgottenMax: Int = 0
  ) {
    self.doubtful = doubtful
    self.familiar = familiar
    self.forgottenMax = forgottenMax
    state = doubtful.isEmpty ? .finished : .waiting
  }

  /// Whether no repetition can follow.
  public var isFinished: Bool { state == .finished }

  /// Looks at the next message.
  ///
  /// - Returns: the doubtful message that it repeats; nil for a new one.
  public mutating func repetition(_ message: Fingerprint) -> Int? {
    let place: Int?
    switch state {
    case .waiting: place = beginning(message)
    case .skipping: place = beginning(message) == 0 ? 0 : nil
    case .following(let next): place = doubtful[next] == message ? next : nil
    case .finished: place = nil
    }
    guard let place else {
      state = afterNewMessage()
      return nil
    }
    state = place + 1 < doubtful.count ? .following(place + 1) : .finished
    return place
  }

  private func afterNewMessage() -> State {
    switch state {
    case .waiting where forgottenMax > 0: .skipping(forgottenMax - 1)
    case .skipping(let left) where left > 0: .skipping(left - 1)
    case .waiting, .skipping, .following, .finished: .finished
    }
  }

  /// The index at which a run that begins with this message begins; nil where it is ambiguous.
  private func beginning(_ message: Fingerprint) -> Int? {
    guard let first = doubtful.firstIndex(of: message),
      doubtful.lastIndex(of: message) == first, !familiar.contains(message)
    else { return nil }
    return first
  }
}

/// A short keyed hash of a message's kind and text: enough to tell messages apart, not to read
/// them.
public struct Fingerprint: Hashable, Sendable {
  public let rawValue: UInt64

  public init(_ rawValue: UInt64) { self.rawValue = rawValue }
}
