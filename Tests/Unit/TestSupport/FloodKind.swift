/// The floods that `harness flood` knows, by the names that it takes.
public enum FloodKind: String, CaseIterable, Sendable {
  /// Well-formed requests of 10,000 strangers with the Tox ID.
  case friendRequests = "friend-requests"
  case cookieRequests = "cookie-requests"
  /// With no cookie, with a stranger's, and with one that names a contact.
  case handshakes
  case announces
  /// Pings and nodes requests of made-up nodes.
  case nodes
  /// What the bot was sent by others, again and again, in their name.
  case replays
  /// Session data in a contact's name, and noise of every kind.
  case spoofed
}
