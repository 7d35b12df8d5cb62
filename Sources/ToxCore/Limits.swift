/// The size of every table and queue that a peer could fill. Counts unless the name says otherwise.
public struct Limits: Hashable, Sendable {
  /// Shared keys with DHT peers, 10 minutes each: X25519 is the dearest thing a packet can cost us.
  public var sharedKeys = 1_024

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
  /// DHT: requests to nodes heard of, per list: at once, and then each second. What others tell
  /// us must not make us flood.
  public var dhtListRequestsBurst = 32
  public var dhtListRequestsPerSecond = 8
  /// DHT: the same for all lists together, bootstrap nodes included.
  public var dhtRequestsBurst = 128
  public var dhtRequestsPerSecond = 64
  /// DHT: packets passed on for others, at once and then each second.
  public var dhtForwardsBurst = 256
  public var dhtForwardsPerSecond = 128
  /// DHT: nodes named by the owner to join with.
  public var bootstrapNodes = 256

  public init() {}
}
