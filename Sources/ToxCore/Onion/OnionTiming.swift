/// The times and counts of the onion client, those of the reference client unless a comment says
/// otherwise.
enum OnionTiming {
  /// A path that never answered is given up this long after it came into doubt.
  static let pathFirstTimeout = Interval.seconds(4)
  /// The same for a path that has answered before.
  static let pathTimeout = Interval.seconds(10)
  static let pathLifetime = Interval.seconds(1_200)
  /// Unanswered requests that bring a path into doubt.
  static let pathUsesMax = 4

  /// An answer that takes longer is not taken.
  static let requestLifetime = Interval.seconds(10)
  /// A node that missed `nodeMissesMax` requests is forgotten this long after the last.
  static let nodeTimeout = Interval.seconds(15)
  static let nodeMissesMax = 3

  /// Between two requests to a node that does not store us.
  static let announceInterval = Interval.seconds(3)
  /// … to one that stores us.
  static let storedInterval = Interval.seconds(15)
  /// … to one that does so over a proven path.
  static let stableInterval = Interval.seconds(120)
  /// How old a node and its path are when they count as proven.
  static let stableAge = Interval.seconds(90)
  /// At least this often some node is asked, so that we know whether we are reachable.
  static let announceFloor = Interval.seconds(15)
  /// Ours: how long a node that gave us a ping id waits at most for nearer nodes to be found,
  /// before we announce ourselves there. It waits no longer than until all that were asked have
  /// answered.
  static let settleTime = Interval.milliseconds(300)
  /// Without any answer for this long we count as hidden.
  static let offlineTimeout = Interval.seconds(75)

  /// Ours: a node that answered an announcement this long ago is no longer a hop because of that.
  static let answerLifetime = Interval.seconds(300)

  /// Ours: a node that has answered for this long is no mere visitor.
  static let residentStay = Interval.seconds(600)

  /// The same newly named node is not asked again sooner.
  static let candidateInterval = Interval.seconds(10)
  /// A list that was full asks random nodes again after this time.
  static let repopulateInterval = Interval.seconds(600)
  /// Ours: a list that is half empty asks random nodes after 1, 2, 4, … seconds, up to this.
  static let repopulateIntervalMax = Interval.seconds(60)
  static let repopulateIntervalMin = Interval.seconds(1)

  /// Ours: so many rounds of random nodes, at 0, 1 and 3 seconds, may go unanswered before named
  /// nodes without a relay connection are avoided.
  static let unansweredRoundsMax = 2

  /// Rounds of a search at the shortest interval.
  static let searchFastRounds = 5
  static let searchIntervalMin = Interval.seconds(3)
  static let searchIntervalMax = Interval.seconds(3_600)
  /// Requests that make a round.
  static let searchRoundSize = 4
}
