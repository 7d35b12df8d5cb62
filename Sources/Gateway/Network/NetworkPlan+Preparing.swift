import Foundation
import GatewayCore
import GatewayWebhooks
import ToxNIO
import ToxWire

/// A plan after the steps that are only allowed before the start: names are resolved, the proxy was
/// checked.
struct PreparedNetwork: Sendable {
  let plan: NetworkPlan
  /// The named nodes with their addresses, in the profiles that resolve nothing later.
  let bootstrap: [NamedPlace]
  let relays: [NamedPlace]
  let webhooks: CourierRoute
  /// Notes for the owner, a sentence each.
  let notes: [String]
}

extension NetworkPlan {
  /// Resolves names (relay) or checks that the proxy answers (tor).
  ///
  /// - Parameter webhooks: the webhooks of the bot's file.
  /// - Throws: where the profile can't be kept.
  func prepared(for webhooks: [Webhook]) async throws(Failure) -> PreparedNetwork {
    switch profile {
    case .direct:
      return PreparedNetwork(plan: self, bootstrap: [], relays: [], webhooks: .direct, notes: [])
    case .relay:
      return try await resolved(webhooks)
    case .tor:
      return try await proxied()
    }
  }

  private func proxied() async throws(Failure) -> PreparedNetwork {
    guard let (proxy, text) = proxy else { preconditionFailure("this profile has a proxy") }
    let login: SocksLogin
    do throws(TCPConnectorError) {
      login = try await proxy.probe()
    } catch {
      throw Failure(
        "The proxy \(text) can't be used: \(error). Nothing is sent without it;"
          + " start it (Debian: `apt install tor`), or name another with --proxy.", .unavailable)
    }
    var notes: [String] = []
    if login == .none {
      notes.append(
        "The proxy takes no user names: it may send everything over one path, so that an"
          + " observer at its end can link it all.")
    }
    let route = CourierRoute.proxied(
      CourierProxy(address: proxy.endpoint.text) { receiver in
        let login = proxy.credentials(host: receiver.host, port: receiver.port)
        return (login.user, login.password)
      })
    return PreparedNetwork(
      plan: self, bootstrap: bootstrap.map { NamedPlace($0, at: $0.endpoint) },
      relays: relays.map { NamedPlace($0, at: $0.endpoint) }, webhooks: route,
      notes: notes)
  }

  private func resolved(_ webhooks: [Webhook]) async throws(Failure) -> PreparedNetwork {
    let receivers = webhooks.compactMap { ReceiverAddress(url: $0.url) }.filter { !$0.isNumeric }
    let names = Set(
      (bootstrap + relays).filter { $0.endpoint == nil }.map(\.host) + receivers.map(\.host))
    let addresses = names.isEmpty ? [:] : await Resolver.addresses(of: names)
    func places(_ nodes: [BootstrapNode]) -> [NamedPlace] {
      nodes.map { node in
        let endpoint = node.endpoint ?? addresses[node.host].map { Endpoint($0, port: node.port) }
        return NamedPlace(node, at: endpoint)
      }
    }
    let relays = places(relays)
    guard relays.contains(where: { $0.endpoint != nil }) else {
      throw Failure(
        "No relay's name has an address: \(self.relays.map(\.place).joined(separator: ", ")).",
        .unavailable)
    }
    for receiver in receivers where addresses[receiver.host] == nil {
      throw Failure(
        "A webhook's host has no address now, and with --network relay none is looked up later.",
        .unavailable)
    }
    return PreparedNetwork(
      plan: self, bootstrap: places(bootstrap), relays: relays,
      webhooks: .pinned(
        Dictionary(
          receivers.map { ($0.host, addresses[$0.host]?.hostText ?? "") },
          uniquingKeysWith: { first, _ in first })),
      notes: names.isEmpty ? [] : [Self.note(onNames: names.count)])
  }

  private static func note(onNames count: Int) -> String {
    let names = count == 1 ? "One name was" : "\(count) names were"
    return
      "\(names) looked up by the system's resolver before the start, which learns where the bot"
      + " connects; none is looked up from now on. Addresses instead of names avoid that."
  }
}
