package import GatewayCore

/// A file with rules, which is reloaded when it changes. While a new version is broken the old one
/// stays in force.
package protocol Rules: AnyObject {
  /// The file as the owner named it.
  var path: String { get }
  /// The rules in force.
  var handler: any RuleHandler { get }
  /// Warnings about likely mistakes in the file.
  var warnings: [Report] { get }

  /// Reads the file again.
  ///
  /// - Throws: what is wrong with it; the old version goes on.
  func reload() throws(RuleFailure)
}

/// Loaded rules: their declarations, and their handlers of events.
package protocol RuleHandler: AnyObject {
  var configuration: BotConfiguration { get }
  /// All formats that its webhooks can name.
  var formats: WebhookFormats { get }

  /// Runs the rules for one event.
  ///
  /// - Parameters:
  ///   - state: the committed state, read while the rules run.
  ///   - now: the event's time, which is the only clock that a rule sees.
  func handle(_ event: RuleEvent, state: any RuleState, now: UnixMilliseconds) -> RuleOutcome
  /// A batch of events is over: what people wrote is not needed any more.
  func forget()
  /// Whether there is a handler for this kind of offer.
  func handles(_ offer: ContactOffer.Kind) -> Bool
}
