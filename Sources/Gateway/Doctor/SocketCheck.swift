import GatewayCore
import ToxNIO
import ToxWire

/// The proof of "no UDP, no DNS": compares the open sockets of a process with those that its
/// profile allows.
enum SocketCheck {
  static func finding(
    _ sockets: [OpenSocket]?, network: PreparedNetwork, places: NamedPlaces
  ) -> Finding {
    let allowed: Set<Endpoint>? =
      switch network.plan.profile {
      case .direct: nil
      case .relay: Set(places.relays.compactMap(\.endpoint))
      case .tor: Set([network.plan.proxy?.0.endpoint].compactMap(\.self))
      }
    return finding(sockets, allowed: allowed)
  }

  /// - Parameter allowed: the only remote ends that are allowed; nil allows all.
  static func finding(_ sockets: [OpenSocket]?, allowed: Set<Endpoint>?) -> Finding {
    guard let sockets else {
      return Finding("sockets", .fail, words: "/proc does not show this process's sockets")
    }
    let all = sockets.isEmpty ? "none" : sockets.map(\.words).sorted().joined(separator: ", ")
    guard let allowed else { return Finding("sockets", .pass, words: "open now: \(all)") }
    let leaks = sockets.filter { socket in
      if socket.kind != .tcp || socket.isListening { return true }
      return socket.peer.map { !allowed.contains($0) } ?? false
    }
    guard leaks.isEmpty else {
      let words = leaks.map(\.words).sorted().joined(separator: ", ")
      return Finding("sockets", .fail, words: "not allowed in this profile: \(words)")
    }
    return Finding("sockets", .pass, words: "no UDP, no DNS, no other TCP; open now: \(all)")
  }
}
