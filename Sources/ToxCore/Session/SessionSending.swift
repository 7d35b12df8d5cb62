/// What the contacts ask of the sessions: to send, and to be told the packet number.
protocol SessionSending {
  /// Sends a lossless payload of 1 to 1373 bytes, the first of which is its id, 16 to 191.
  ///
  /// - Returns: its packet number, which an acknowledgement names.
  mutating func send(
    _ payload: [UInt8], on session: SessionID, _ context: inout NodeContext
  ) throws(SessionSendError) -> UInt32

  /// When a packet of the peer last came on a session, in order or not; nil where there is none.
  func heardAt(_ session: SessionID) -> Instant?

  /// Whether nothing more of the peer's is delivered, since too much waits for the owner.
  func isStalled(_ session: SessionID, _ context: borrowing NodeContext) -> Bool
}

extension Sessions: SessionSending {}
