import ToxWire

/// What a relay has to tell the rest of its node.
enum RelayServerNotice: Hashable {
  /// A client asks us to be hop A of its onion path.
  case onionRequest(RelayOnionRequest, from: RelayClientID, at: Endpoint)
}
