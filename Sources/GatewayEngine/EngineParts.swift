package import GatewayCore
package import GatewayStore

/// The dependencies of an engine.
package struct EngineParts {
  package var store: Store
  /// nil for an agent without rules, whose messages go into the inbox.
  package var rules: (any Rules)?
  package var operations: any Operations
  package var keys: any HomeSecrets
  /// The wall clock, for dates.
  package var clock: () -> UnixMilliseconds
  /// The monotonic clock, for all intervals.
  package var uptime: () -> Uptime
  package var entropy: any RandomNumberGenerator
  /// The free space of the home; nil where it is unknown.
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

/// Settings that stay the same while an engine runs.
package struct EngineSettings: Sendable {
  /// How long content stays where there are no rules.
  package var ownKeep: BotConfiguration.InboxPolicy.Keep
  /// An earlier date means that the clock has lost its time.
  package var earliestDate: UnixMilliseconds
  /// The contacts that the network half can search for and hold.
  package var contactsMax: Int
  /// The contacts that came without the owner and were never online, and those that rules blocked:
  /// a new identity costs nothing.
  package var strangersMax: Int
  /// Deliveries that may be in progress at one time.
  package var deliveriesMax: Int

  package init(
    ownKeep: BotConfiguration.InboxPolicy.Keep = .forever, earliestDate: UnixMilliseconds,
    contactsMax: Int, strangersMax: Int = 10_000, deliveriesMax: Int
  ) {
    self.ownKeep = ownKeep
    self.earliestDate = earliestDate
    self.contactsMax = contactsMax
    self.strangersMax = strangersMax
    self.deliveriesMax = deliveriesMax
  }
}

/// Hashes keyed with the home's own secret, which cannot be computed elsewhere.
package protocol HomeSecrets {
  func codenameHash(of contact: ContactKey) -> [UInt8]
  func pseudonym(of contact: ContactKey, at webhook: String) -> Pseudonym
  /// A hash that changes with a webhook's url, key or format.
  func settingsHash(of webhook: Webhook) -> [UInt8]
  /// A fingerprint of a message's unchanged bytes, the same after a restart.
  func digest(of text: String, _ kind: InboundMessage.Kind) -> Fingerprint
}
