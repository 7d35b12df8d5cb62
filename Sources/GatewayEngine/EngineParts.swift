package import GatewayCore
package import GatewayStore

/// What an engine works with.
package struct EngineParts {
  package var store: Store
  /// nil for an agent without rules, whose messages go into the inbox.
  package var rules: (any Rules)?
  package var operations: any Operations
  package var keys: any HomeSecrets
  /// The wall clock, for dates.
  package var clock: () -> UnixMilliseconds
  /// For all that is measured.
  package var uptime: () -> Uptime
  package var entropy: any RandomNumberGenerator
  /// How much room the home has; nil where that can't be told.
  package var space: () -> HomeSpace?

  package init(
    store: Store, rules: (any Rules)?, operations: any Operations, keys: any HomeSecrets,
    clock: @escaping () -> UnixMilliseconds, uptime: @escaping () -> Uptime,
    entropy: any RandomNumberGenerator, space: (() -> HomeSpace?)? = nil
  ) {
    self.store = store
    self.rules = rules
    self.operations = operations
    self.keys = keys
    self.clock = clock
    self.uptime = uptime
    self.entropy = entropy
    self.space = space ?? { try? store.space() }
  }
}

/// What holds for as long as an engine runs.
package struct EngineSettings: Sendable {
  /// How long content stays where there are no rules.
  package var ownKeep: BotConfiguration.InboxPolicy.Keep
  /// A clock that says an earlier date has lost its time.
  package var earliestDate: UnixMilliseconds
  /// As many as the network half can search and hold.
  package var contactsMax: Int
  /// Deliveries that may be under way at once.
  package var deliveriesMax: Int

  package init(
    ownKeep: BotConfiguration.InboxPolicy.Keep = .forever, earliestDate: UnixMilliseconds,
    contactsMax: Int, deliveriesMax: Int
  ) {
    self.ownKeep = ownKeep
    self.earliestDate = earliestDate
    self.contactsMax = contactsMax
    self.deliveriesMax = deliveriesMax
  }
}

/// The home's own secret, in hashes that nobody outside can compute.
package protocol HomeSecrets {
  func codenameHash(of contact: ContactKey) -> [UInt8]
  /// Tells whether a webhook's url, key or format were changed.
  func settingsHash(of webhook: Webhook) -> [UInt8]
  /// Tells messages apart, now and after the next start; the bytes as they came count.
  func digest(of text: String, _ kind: InboundMessage.Kind) -> Fingerprint
}
