/// The size of every table and queue that a peer could fill. Counts unless the name says otherwise.
public struct Limits: Hashable, Sendable {
  /// Shared keys with DHT peers that we write to: X25519 is the most expensive operation that a
  /// packet can cause.
  public var sharedKeys = 1_024
  /// Shared keys with DHT peers that write to us.
  public var strangerKeys = 1_024
  /// Shared keys computed at the request of strangers, at 42 µs: 2 % of a core at most. A peer
  /// whose key is known costs none, so that known peers are served while strangers flood.
  public var strangerKeyExchanges = RateLimit(burst: 1_024, perSecond: 500)

  /// DHT: live nodes per bucket of the close list, of which there are 128.
  public var dhtBucketNodes = 8
  /// DHT: nodes around one searched key.
  public var dhtSearchNodes = 8
  /// DHT: requests that may be answered, pings and nodes requests each; each is good for 5 s.
  public var dhtRequests = 512
  /// DHT: nodes that wrote to us and wait for a ping, sent every 2 s. A forged source costs its
  /// victim no more than this.
  public var dhtNewcomers = 32
  /// DHT: nodes heard of that wait for a request, per list.
  public var dhtCandidates = 8
  /// DHT: requests to nodes that others named, per list: at once, and then each second. Answers of
  /// others must not make us flood.
  public var dhtListRequestsBurst = 32
  public var dhtListRequestsPerSecond = 8
  /// DHT: the same for all lists together, bootstrap nodes included.
  /// 200 new contacts are searched at once; at about 8 µs, 0.2 % of a core. A fifth of what the
  /// reference client may ask in a second with as many contacts.
  public var dhtRequestsBurst = 400
  public var dhtRequestsPerSecond = 256
  /// DHT: packets passed on for others.
  public var dhtForwards = RateLimit(burst: 256, perSecond: 128)
  /// DHT: pings and nodes requests answered, at about 7 µs: 1.4 % of a core.
  public var dhtAnswers = RateLimit(burst: 4_000, perSecond: 2_000)
  /// DHT: nodes named by the owner to join with.
  public var bootstrapNodes = 256

  /// Onion: shared keys of our work as a hop, and as many of that as an announce node: a path lives
  /// 20 minutes at most.
  public var onionSharedKeys = 512
  /// Onion: requests that we pass on for others. Each new path costs us an X25519 (42 µs): at this
  /// rate, less than 2 % of a core.
  public var onionRequests = RateLimit(burst: 800, perSecond: 400)
  /// Onion: responses that we pass back for others; no X25519.
  public var onionResponses = RateLimit(burst: 2_000, perSecond: 1_000)
  /// Onion: announce requests that we answer, at 42 µs where the key is new: 2 % of a core. When a
  /// bot with thousands of contacts starts again, all of them ask the few nodes nearest to its key.
  public var announceRequests = RateLimit(burst: 2_000, perSecond: 500)
  /// Onion: packets of data that we pass on to clients that are announced here; no X25519.
  public var announceData = RateLimit(burst: 4_000, perSecond: 1_000)
  /// Onion: clients that are announced here at one time, the reference client's number.
  public var announceEntries = 160
  /// Onion: requests that may be answered; each is good for 10 s.
  public var onionPendingRequests = 1_024
  /// Onion: packets of data for us that we open, at 42 µs for each copy and as much again for each
  /// content: 4 to 8 % of a core in a flood. The same content comes over each of its sender's
  /// nodes, up to twelve times, and thousands of strangers may ask within minutes.
  public var onionData = RateLimit(burst: 4_096, perSecond: 1_000)
  /// Onion: contents that are remembered, so that copies of them are dropped.
  public var onionDataRemembered = 2_048
  /// Onion: nodes named in answers that we then ask, for our announcement or for one search: a node
  /// that invents four nearer ones in each answer must not make us ask without end.
  public var onionCandidates = RateLimit(burst: 48, perSecond: 4)
  /// Onion: requests of all searches together, so that a thousand absent contacts make no flood.
  public var onionSearchRequests = RateLimit(burst: 80, perSecond: 40)
  /// Onion: searches under way, at about two kilobytes each, and as many again for contacts that
  /// were online a moment ago. Other absent contacts wait for a place: a search takes a quarter of
  /// a minute at least, so that more of them would only share the same requests.
  public var onionSearches = 1_024

  /// Our relay: connections, at about half a kilobyte each and as much again in the shell, beside
  /// the system's memory.
  public var relayClients = 4_096
  /// Our relay: connections from one network, IPv4 /24 or IPv6 /48. Clients that share an address
  /// share this too.
  public var relayClientsPerNetwork = 256
  /// Our relay: connections whose handshake is not done, as many as the reference client has.
  public var relayNewcomers = 512
  /// Our relay: handshakes, at three X25519 each: 2.5 % of a core, and all clients back within 15
  /// seconds of a relay's restart.
  public var relayHandshakes = RateLimit(burst: 1_024, perSecond: 200)
  /// Our relay: slots of all clients, 48 bytes each. One client has at most 240.
  public var relayRoutes = 65_536
  /// Our relay: slots of the clients of one network.
  public var relayRoutesPerNetwork = 16_384
  /// Our relay: bytes of one client, each frame as if it had 256 more. A network has the same, a
  /// quarter of `relayBytes`.
  public var relayClientBytes = RateLimit(burst: 32 << 20, perSecond: 32 << 20)
  /// Our relay: the same of all clients; with small frames less than a core.
  public var relayBytes = RateLimit(burst: 128 << 20, perSecond: 128 << 20)
  /// Our relay: onion requests of one client, of those that `onionRequests` lets through. A client
  /// that looks for a hundred absent contacts sends a dozen a second.
  public var relayClientOnionRequests = RateLimit(burst: 200, perSecond: 50)
  /// Our relay: bytes for one client that one burst of the others causes; more is dropped.
  public var relayPendingBytes = 256 << 10
  /// Our relay: bytes of notifications and answers for a client that does not read: those about all
  /// of its 240 slots are 17 KiB.
  public var relayBlockedControlBytes = 32 << 10

  /// Sessions, open and being opened, at about nine kilobytes each: one a contact.
  public var sessions = 16_384
  /// Cookies handed out, at about 7 µs: 0.7 % of a core. What a stranger's first one costs more is
  /// counted with `strangerKeyExchanges`. Thousands of contacts may come back at once.
  public var cookies = RateLimit(burst: 4_000, perSecond: 1_000)
  /// Shared keys with contacts without a session, for handshakes that name them.
  public var contactKeys = 512
  /// Shared keys, at 42 µs each, computed because a handshake named a contact: anyone that knows
  /// the contact's key may have asked for its cookie.
  public var contactKeyExchanges = RateLimit(burst: 1_024, perSecond: 250)
  /// Session data from unknown addresses. Each is compared with all sessions and tried with the
  /// keys of one in 64: with 2,000 sessions 20 µs.
  public var strayData = RateLimit(burst: 128, perSecond: 256)
  /// Messages of one session that were delivered and not consumed; after that its peer waits.
  public var unconsumedMessages = 4_096
  /// Bytes of payload of one session that wait behind a lost packet.
  public var sessionReceiveBufferBytes = 1 << 20
  /// Bytes that all sessions together may hold, with their owner; see `SessionMemory`. Forty
  /// contacts that each fill what one session may have, on a machine with half a gigabyte.
  public var sessionBytes = 256 << 20
  /// Payloads of one session that are not acknowledged, sent and queued together.
  public var sessionSendQueue = 4_096
  /// Packets of one session in flight: a receiver's socket buffer may have to hold them.
  public var sessionPacketsInFlight = 1_024

  /// Friends: contacts, a few hundred bytes each. The node's owner limits how many of them may be
  /// strangers.
  public var contacts = 200_000
  /// Friends: changes of name, status, typing and presence of one contact that reach the owner.
  /// Nothing else limits them: unlike messages they are acknowledged on arrival.
  public var friendNews = RateLimit(burst: 64, perSecond: 8)
  /// Friends: calls, offers of files and invitations of one contact that reach the owner. More than
  /// a person makes by hand; each is refused in any case.
  public var friendOffers = RateLimit(burst: 8, perSecond: 1)
  /// Friends: senders of requests that are remembered, so that repetitions are dropped. More than
  /// may ask at once, since each asks over up to twelve nodes.
  public var friendRequestSenders = 512
  /// Friends: strangers whose DHT key is kept for the case that they become contacts; up to 300
  /// bytes each, replaced in the order in which they came. As many as may wait for the owner.
  public var strangerDHTKeys = 2_048
  /// Friends: requests that reach the owner; a key costs a stranger nothing. 200 people may ask at
  /// once on the day that an address is published, and thousands within minutes.
  /// A flood takes ten minutes to fill `contacts`.
  public var friendRequests = RateLimit(burst: 256, perSecond: 16)
  /// Friends: requests beyond that rate that wait for their turn, about two minutes; up to a
  /// kilobyte each.
  public var friendRequestsWaiting = 2_048

  /// Files: whether offers reach the owner; if not, each is refused, and told as
  /// `FriendOffer.file`.
  public var takesFiles = false
  /// Files: offered and under way of one contact, each way; there are 256 numbers.
  public var filesPerContact = 256
  /// Files: offered and sent by all contacts, half a kilobyte each with a long name. Beyond it a
  /// contact may have four.
  public var filesReceiving = 4_096
  /// Files: offers of one contact that reach the owner: a folder at once, and then more than a
  /// person makes by hand.
  public var fileOffers = RateLimit(burst: 256, perSecond: 4)
  /// Files: pauses of one session, and their ends; each is an event. A receiver may pause and go on
  /// as often as its disk falls behind.
  public var filePauses = RateLimit(burst: 1_024, perSecond: 512)
  /// Files: bytes of one file that may come after we held it. The reference client has a second's
  /// worth under way.
  public var filePausedBytes = 16 << 20

  /// Relays: those that the owner names; we are connected to all of them.
  public var ownRelays = 32
  /// Relays: all that are known, those of contacts included, connected to or not.
  public var relays = 512
  /// Relays: connections to those that contacts named. Twice the number of public relays; a
  /// connection takes a socket and a few kilobytes.
  public var relayConnections = 128
  /// Relays: attempts to connect to relays that contacts name. Those addresses need not be relays;
  /// contacts must not be able to use us to scan ports.
  public var relayAttempts = RateLimit(burst: 32, perSecond: 4)
  /// Relays: peers that are to be reached through relays; as many as there may be contacts.
  public var relayPeers = 10_000
  /// Relays: those that one peer named, the reference client's number.
  public var relaysPerPeer = 6
  /// Relays: slots that we ask for at one relay; it has 240.
  public var relaySlots = 240
  /// Relays: control frames of one connection that wait while its relay does not read; with more it
  /// counts as dead. A routing request for each slot fits, and its withdrawal.
  public var relayHeldFrames = 512
  /// Relays: bytes that one relay sends, each frame as if it had 256 more, and 4,096 more where a
  /// peer came or went. At least what our own relay takes from one client, so that no contact is
  /// delayed.
  public var relayLinkBytes = RateLimit(burst: 32 << 20, perSecond: 32 << 20)
  /// Relays: unsolicited frames of one relay, and pings; a relay that sends more is left. Data that
  /// was in transit when we gave a slot back fits, however large the buffers between.
  public var relayUselessFrames = RateLimit(burst: 16_384, perSecond: 256)
  /// Relays: out-of-band packets of strangers that are handed up. A cookie request and a handshake
  /// each: 200 people may come at once over one relay, of which no more than a quarter is heard.
  public var relayStrangerPackets = RateLimit(burst: 1_600, perSecond: 400)
  /// Relays: strangers that can be answered over the relay over which they wrote.
  public var relayStrangers = 256

  public init() {}
}

/// How often something may happen: `burst` times at once, and `perSecond` in the long run.
public struct RateLimit: Hashable, Sendable {
  public var burst: Int
  public var perSecond: Int

  public init(burst: Int, perSecond: Int) {
    self.burst = burst
    self.perSecond = perSecond
  }
}
