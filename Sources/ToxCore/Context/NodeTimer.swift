/// Why the node wants to be woken. One case for each kind of timed work; those of one contact carry
/// its id.
public enum NodeTimer: Hashable, Sendable {
  /// DHT: ping and query what is due, drop what timed out; also ping newcomers.
  case dht
  /// DHT: a NAT ping or a round of hole punching for one searched key is due.
  case natPing(DHTSearchID)
  /// A LAN discovery packet is due.
  case lanDiscovery
  /// Onion: our announcement at some node, or a path, is due.
  case onionAnnounce
  /// Onion: a check for other announcements of our key is due.
  case onionWatch
  /// Onion: the search for a contact, or a DHT-key packet to it, is due.
  case onionSearch(FriendID)
  /// Onion: the first of the searches that wait for their shared rate may ask.
  case onionSearchTurn
  /// Session: resend, request packet, pacing or handshake retry.
  case session(SessionID)
  /// Our relay: a ping, a pong that did not come, or a handshake that did not end.
  case relayServer
  /// Our relay: a client has paid for what it sent.
  case relayPause(RelayClientID)
  /// Our relay: a client has not read for too long.
  case relayBlocked(RelayClientID)
  /// Contact: the end of its arrival, keep-alive, its time-out, or a forgotten address.
  case friend(FriendID)
  /// Contact: the friend request is sent again.
  case friendRequest(FriendID)
  /// Contacts: the next stranger whose request waits may reach the owner.
  case waitingRequests
  /// Relays: one is to be tried again, or is no longer needed.
  case relays
  /// Relay: its opening times out, a ping is due, or its answer.
  case relay(RelayLink)
}
