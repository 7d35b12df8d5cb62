/// A broadcast as shown in lists.
public struct BroadcastSummary: Codable, Hashable, Sendable {
  public var id: Int64
  public var label: String
  public var text: String
  public var time: UnixMilliseconds
  /// When it is not sent any more.
  public var expires: UnixMilliseconds
  public var state: BroadcastState
  /// Contacts to which it is not written yet.
  public var remaining: Int
  /// Contacts by what became of it. One that was removed since is not counted.
  public var sent: Int
  public var received: Int
  public var failed: Int
  public var expired: Int

  public init(
    id: Int64, label: String, text: String, time: UnixMilliseconds, expires: UnixMilliseconds,
    state: BroadcastState, remaining: Int = 0, sent: Int = 0, received: Int = 0, failed: Int = 0,
    expired: Int = 0
  ) {
    self.id = id
    self.label = label
    self.text = text
    self.time = time
    self.expires = expires
    self.state = state
    self.remaining = remaining
    self.sent = sent
    self.received = received
    self.failed = failed
    self.expired = expired
  }
}

/// What became of a broadcast at one contact.
public struct BroadcastMemberSummary: Codable, Hashable, Sendable {
  /// The codename.
  public var contact: String
  public var result: BroadcastResult

  public init(contact: String, result: BroadcastResult) {
    self.contact = contact
    self.result = result
  }
}
