/// What a load balancer or a manager of services asks; the answer is a status alone.
package enum Probe: String, Hashable, Sendable, CaseIterable {
  /// Whether the bot answers: where it does not, it is to be started anew.
  case health
  /// Whether it can do all of its work.
  case readiness
}
