/// Recognizes what a contact sends again because it has no acknowledgement of it.
///
/// Of the messages whose acknowledgement the contact does not provably have, it saw a beginning
/// acknowledged, perhaps nothing. Its client sends the others again, in order and without a gap,
/// before anything new. So a repetition is a run of messages that begins somewhere in the doubtful
/// ones and follows them to their end. The first message that does not fit ends the search for
/// good.
///
/// To handle a message twice is a nuisance, to drop a new one is a loss that its sender can't see.
/// So where equal texts stand in doubt, or the contact sent the same text before, nothing is
/// dropped: a sender that repeats itself ("backup ok") means each of them.
///
/// Where more is in doubt than is remembered, the run may begin before what is remembered. What
/// comes of it is let through, up to the oldest message that is remembered.
public struct RepetitionFilter: Hashable, Sendable {
  private enum State: Hashable {
    /// Nothing came yet.
    case waiting
    /// Messages came that are not remembered; so many more may come before the oldest that is.
    case skipping(Int)
    /// The message at this place is the next of the run.
    case following(Int)
    case finished
  }

  private let doubtful: [Fingerprint]
  private let familiar: [Fingerprint]
  private let forgottenMax: Int
  private var state: State

  /// - Parameters:
  ///   - doubtful: messages whose acknowledgement the contact may lack, in order of arrival.
  ///   - familiar: what it sent before those.
  ///   - forgottenMax: how many messages before the doubtful ones are in doubt, and not remembered.
  public init(
    doubtful: [Fingerprint], familiar: [Fingerprint] = [], forgottenMax: Int = 0
  ) {
    self.doubtful = doubtful
    self.familiar = familiar
    self.forgottenMax = forgottenMax
    state = doubtful.isEmpty ? .finished : .waiting
  }

  /// Whether no repetition can follow any more.
  public var isFinished: Bool { state == .finished }

  /// Looks at the next message.
  ///
  /// - Returns: which of the doubtful messages it repeats; nil for a new one.
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

  /// Where a run that begins with this message begins; nil where that can't be told.
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
