import ToxWire

/// How a session learns that its peer has begun another one.
extension Session {
  /// Whether the peer's handshake shows that the peer has left this session: a peer has one session
  /// with us at a time, so a handshake with another key, made after this session's keys were known,
  /// was made after the session's end.
  ///
  /// The cookie, which is ours, dates the handshake: it can't be older than the cookie. A handshake
  /// that an observer replays names a cookie from before this session, or the session's own key.
  ///
  /// - Differs: the reference ignores it until its 32 s without ALIVE are over.
  func isLeft(by payload: Handshake.Payload, _ cookie: Cookie.Payload) -> Bool {
    guard let channel else { return false }
    return channel.peerKey != payload.sessionKey && cookie.madeAt >= channel.openedAt
  }
}
