/// The times of the DHT. What the reference client does in a tick of one second is done here when
/// it is due; work that is due soon after a wake is done on it.
enum DHTTimings {
  /// How long a request may be answered.
  static let requestValidity = Interval.seconds(5)
  /// A silent node is pinged that often…
  static let ping = Interval.seconds(60)
  /// …or so much sooner when we are awake anyway.
  static let pingEarly = Interval.seconds(5)
  /// The interval at which each list asks one of its nodes for more nodes…
  static let query = Interval.seconds(20)
  /// …or so much sooner when we are awake anyway.
  static let queryEarly = Interval.seconds(2)
  /// While a list is new, it asks that often.
  static let queryEager = Interval.seconds(1)
  /// How many queries of a new list are eager ones.
  static let eagerQueries = 5
  /// A node silent for longer is bad: one missed ping and a round trip.
  static let badAfter = Interval.seconds(122)
  /// A node silent for longer is not asked again.
  static let lostAfter = Interval.seconds(182)
  /// Newcomers are pinged together, that often.
  static let newcomersFlush = Interval.seconds(2)
  /// The longest wait between two requests to a bootstrap node that does not answer.
  static let bootstrapRetryMax = Interval.seconds(60)
  /// The interval at which one bootstrap node in turn is asked while others answer.
  static let reunion = Interval.seconds(300)
  /// The interval between NAT pings, and between rounds of hole punching.
  static let punch = Interval.seconds(3)
  /// How recent the contact's own NAT ping must be for a round of hole punching.
  static let punchAgreement = Interval.seconds(6)
  /// Hole punching starts anew after a pause of that length.
  static let punchReset = Interval.seconds(40)
  /// Ours: a connected contact that sends NAT pings is searched for this long: longer than a dead
  /// session takes to end.
  static let wokenSearch = Interval.seconds(60)
  /// LAN discovery packets.
  static let lanDiscovery = Interval.seconds(10)
}
