package import GatewayCore

/// A file with rules, which is read again when it changed. While a new version is broken the old one
/// stays in force.
package protocol Rules: AnyObject {
  /// The file as the owner named it.
  var path: String { get }
  /// What is in force.
  var handler: any RuleHandler { get }
  /// What the owner may not have meant.
  var warnings: [Report] { get }

  /// Reads the file again.
  ///
  /// - Throws: what is wrong with it; the old version goes on.
  func reload() throws(RuleFailure)
}

/// Rules as they were read: what they declare, and what they make of an event.
package protocol RuleHandler: AnyObject {
  var configuration: BotConfiguration { get }
  /// Among these are those that its webhooks name.
  var formats: WebhookFormats { get }

  /// Runs the rules for one event.
  ///
  /// - Parameters:
  ///   - state: what is committed; read while the rules run.
  ///   - now: the event's time, which is the only clock that a rule sees.
  func handle(_ event: RuleEvent, state: any RuleState, now: UnixMilliseconds) -> RuleOutcome
  /// Whether there is a handler for what contacts propose.
  func handles(_ offer: ContactOffer.Kind) -> Bool
}
