import ToxWire

/// A contact's DHT key that is to be reached through relays, and the relays where it may be.
///
/// - Spec: "TCP connections"
struct RelayPeer {
  /// Reached over UDP at present.
  var isDirect = false
  /// What was last told.
  var isReachable = false
  /// Places of relays that it named, oldest first.
  var named: [Int] = [] { didSet { collectIndices() } }
  /// Indices of the owner's relays where we asked for it. The contact is told of them, so that it
  /// can ask for us there.
  var own: [Int] = [] { didSet { collectIndices() } }
  /// All indices, each once, the owner's relays first: the contact can be expected there.
  private(set) var indices: [Int] = []
  /// Where among `places` data begins to look for its way.
  private var firstPosition = 0
  /// When it may next name a relay in place of another.
  var replaceableAt = Instant(nanoseconds: .min)

  /// All places, in the order in which data tries them.
  var indicesInTurn: some Sequence<Int> {
    (0..<indices.count).lazy.map { indices[(firstPosition + $0) % indices.count] }
  }

  /// Data begins behind this place from now on.
  mutating func startBehind(_ index: Int) {
    guard let position = indices.firstIndex(of: index) else { return }
    firstPosition = (position + 1) % indices.count
  }

  private mutating func collectIndices() {
    indices = own + named.filter { !own.contains($0) }
    firstPosition = 0
  }

  /// At most so many of the owner's relays are asked for a peer. Some may keep their connections
  /// and carry nothing; a slot costs little on both sides.
  static let ownMax = 6
  /// A peer that names one relay after the other must not make us connect to all of them.
  static let replacementInterval = Interval.seconds(60)
}
