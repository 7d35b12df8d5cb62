import GatewayCore

/// Every way by which a key, a time or a text can leave the machine, and its state in a profile.
enum WaysOut {
  static func findings(_ plan: NetworkPlan, webhooks: Int) -> [Finding] {
    rows(plan, webhooks).map { Finding("way out", .note, words: "\($0.way): \($0.state)") }
  }

  private static func rows(
    _ plan: NetworkPlan, _ webhooks: Int
  ) -> [(way: String, state: String)] {
    switch plan.profile {
    case .direct:
      [
        ("UDP", "open; contacts and DHT nodes see this machine's address"),
        (
          "local network",
          plan.discoversLAN
            ? "this machine can be found there (--no-lan-discovery stops it)" : "not announced"
        ),
        (
          "TCP relays",
          "a fallback; they see the address, and which DHT keys talk when and how much"
        ),
        ("DNS", "the system's resolver looks up the names of nodes, relays and webhooks"),
        webhook(webhooks, "directly; the receivers see the address"),
      ]
    case .relay:
      [
        ("UDP", "never opened"), ("local network", "never announced"),
        (
          "TCP relays",
          "always; they alone see the address, and which DHT keys talk when and how much"
        ),
        ("DNS", "nothing after the start; before it only names among relays, nodes and webhooks"),
        webhook(webhooks, "directly; the receivers see the address"),
      ]
    case .tor:
      [
        ("UDP", "never opened"), ("local network", "never announced"),
        ("TCP relays", "through the proxy; they see which DHT keys talk when and how much"),
        ("DNS", "nothing; names go to the proxy"),
        webhook(webhooks, "through the proxy, each by a circuit of its own"),
      ]
    }
  }

  private static func webhook(_ count: Int, _ state: String) -> (way: String, state: String) {
    ("webhooks", count == 0 ? "none in this bot's file" : "\(count), \(state)")
  }
}
