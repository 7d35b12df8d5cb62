import GatewayCore

/// The numbers of a webhook's deliveries.
public struct WebhookCounts: Hashable, Sendable {
  /// Those that wait for an attempt.
  public var waiting = 0
  /// Those that failed and are still stored.
  public var failed = 0
  /// Those that were not sent in time and are still stored.
  public var expired = 0
  /// All that were ever accepted.
  public var delivered = 0
  /// All that a full backlog ever turned away.
  public var turnedAway = 0

  public init() {}

  /// One delivery enters a state, or leaves it.
  mutating func add(_ change: Int, to state: DeliveryState) {
    switch state {
    case .pending: waiting = max(0, waiting + change)
    case .failed: failed = max(0, failed + change)
    case .expired: expired = max(0, expired + change)
    // A delivery that is forgotten was accepted all the same.
    case .delivered: delivered += max(0, change)
    }
  }
}

/// A webhook's row as the writer knows it.
struct CachedWebhook {
  let name: String
  var counts = WebhookCounts()
  /// Since when no attempt has succeeded.
  var failingSince: UnixMilliseconds?
  /// Whether the owner was told of that.
  var isTold = false
  /// Whether its row is out of date.
  var isChanged = false
}

extension StoreTransaction {
  /// Changes a webhook's row, which is written once at the end of the transaction.
  ///
  /// - Parameter isNew: whether it may have no row yet. Otherwise one without a row is ignored.
  func change(
    _ webhook: String, isNew: Bool = false, _ change: (inout CachedWebhook) -> Void
  ) throws(StoreError) {
    guard let index = try cachedIndex(of: webhook, isNew: isNew) else { return }
    change(&cache.webhooks[index])
    cache.webhooks[index].isChanged = true
  }

  /// Gives each of these webhooks a row.
  public func noteWebhooks(_ names: [String]) throws(StoreError) {
    for name in names { _ = try cachedIndex(of: name, isNew: true) }
  }

  /// A delivery goes from one state to another one; nil: it is new, or it is forgotten.
  func count(
    _ webhook: String, from old: DeliveryState?, to new: DeliveryState?
  ) throws(StoreError) {
    guard old != new else { return }
    try change(webhook) { row in
      if let old { row.counts.add(-1, to: old) }
      if let new { row.counts.add(1, to: new) }
    }
  }

  func cachedWebhook(_ name: String) throws(StoreError) -> CachedWebhook? {
    try cachedIndex(of: name, isNew: false).map { cache.webhooks[$0] }
  }

  private func cachedIndex(of name: String, isNew: Bool) throws(StoreError) -> Int? {
    if let index = cache.webhooks.firstIndex(where: { $0.name == name }) { return index }
    let statement = try fastBesidePending(Self.readCounts)
    statement.bind(1, text: name)
    var known = try statement.first { row in
      var webhook = CachedWebhook(name: name)
      webhook.counts.waiting = Int(row.integer(0))
      webhook.counts.failed = Int(row.integer(1))
      webhook.counts.expired = Int(row.integer(2))
      webhook.counts.delivered = Int(row.integer(3))
      webhook.counts.turnedAway = Int(row.integer(4))
      webhook.failingSince = row.optionalInteger(5).map(UnixMilliseconds.init)
      webhook.isTold = row.integer(6) != 0
      return webhook
    }
    if known == nil, isNew {
      let insertion = try fastBesidePending("INSERT INTO webhooks (name) VALUES (?)")
      insertion.bind(1, text: name)
      try insertion.execute()
      known = CachedWebhook(name: name)
    }
    guard let known else { return nil }
    cache.webhooks.append(known)
    return cache.webhooks.count - 1
  }

  private static let readCounts = """
    SELECT waiting, failed, expired, delivered, turned_away, failing_since, is_told
    FROM webhooks WHERE name = ?
    """

  /// Writes the rows that are out of date.
  func writeChangedWebhooks() throws(StoreError) {
    for index in cache.webhooks.indices where cache.webhooks[index].isChanged {
      let webhook = cache.webhooks[index]
      let statement = try fastBesidePending(
        """
        UPDATE webhooks SET waiting = ?, failed = ?, expired = ?, delivered = ?, turned_away = ?,
          failing_since = ?, is_told = ? WHERE name = ?
        """)
      statement.bind(1, Int64(webhook.counts.waiting))
      statement.bind(2, Int64(webhook.counts.failed))
      statement.bind(3, Int64(webhook.counts.expired))
      statement.bind(4, Int64(webhook.counts.delivered))
      statement.bind(5, Int64(webhook.counts.turnedAway))
      statement.bind(6, webhook.failingSince?.rawValue)
      statement.bind(7, webhook.isTold)
      statement.bind(8, text: webhook.name)
      try statement.execute()
      cache.webhooks[index].isChanged = false
    }
  }
}
