import Glibc
public import ToxWire

/// Why no socket could be had.
public enum BindError: Error, Hashable, CustomStringConvertible {
  /// Another process holds the port that was asked for.
  case portInUse(UInt16)
  /// Another process holds the TCP port at which our relay was to be reached.
  case relayPortInUse(UInt16)
  /// Other processes hold every port of the range.
  case noFreePort(ClosedRange<UInt16>)
  /// No interface of this machine has the address.
  case addressUnavailable(IPAddress)
  /// The system refused something else.
  case refused(call: String, code: Int32)

  public var description: String {
    switch self {
    case .portInUse(let port):
      "UDP port \(port) is in use by another process: name another with --port"
    case .relayPortInUse(let port):
      "TCP port \(port) is in use by another process: name another with --relay-port"
    case .noFreePort(let range):
      "all UDP ports from \(range.lowerBound) to \(range.upperBound) are in use: name a free one"
        + " with --port"
    case .addressUnavailable:
      "no interface of this machine has the address of --bind: `ip address` shows those it has"
    case .refused(let call, let code):
      "\(call) failed: \(String(cString: strerror(code)))"
    }
  }
}

extension BindError {
  /// What `bind` says with `errno`.
  ///
  /// - Parameter portInUse: the error for an endpoint whose port another process holds.
  init(bindCode code: Int32, at endpoint: Endpoint, portInUse: BindError) {
    switch code {
    case EADDRINUSE: self = portInUse
    case EADDRNOTAVAIL: self = .addressUnavailable(endpoint.address)
    default: self = .refused(call: "bind", code: code)
    }
  }

  /// Whether a machine without IPv6 gives this error for the address that stands for all; binding
  /// to IPv4 alone may still work.
  var isLackOfIPv6: Bool {
    switch self {
    case .addressUnavailable, .refused(call: _, code: EAFNOSUPPORT): true
    case .portInUse, .relayPortInUse, .noFreePort, .refused: false
    }
  }
}
