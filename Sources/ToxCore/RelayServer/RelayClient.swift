import ToxWire

/// One client of our relay, from its first frame on.
struct RelayClient {
  let id: RelayClientID
  /// The client's key: it had the secret half when it connected.
  let key: DHTPublicKey
  let source: Endpoint
  var stream: RelayStream
  var routes = ServedRoutes()
  var socket = Socket.open
  /// Whether the shell was told to stop reading from the client.
  var isPaused = false
  /// The ping that it has not answered; never 0.
  var pingUnanswered: RequestID?
  /// Frames that leave at the end of the burst.
  var pending: [UInt8] = []
  /// When it has paid for its bytes.
  var bytesPaidAt = TokenRate.full
  /// When it has paid for its onion requests.
  var onionPaidAt = TokenRate.full

  /// What of the frames for it the shell could pass on.
  enum Socket: Hashable {
    /// Exits: blocked.
    case open
    /// Over the watermark: data is dropped, and control frames are counted, in bytes. Exits: open,
    /// or closed when that is too much, or lasts too long.
    case blocked(controlBytes: Int)
  }

  init(_ id: RelayClientID, key: DHTPublicKey, at source: Endpoint, stream: RelayStream) {
    self.id = id
    self.key = key
    self.source = source
    self.stream = stream
  }
}
