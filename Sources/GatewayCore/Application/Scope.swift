/// A group of requests that an authorization allows or not.
public enum Scope: String, Codable, Hashable, Sendable, CaseIterable {
  /// Write to contacts.
  case send
  /// See the state of the bot and its events, and read messages.
  case read
  /// List, add, accept, block, remove and annotate contacts.
  case contacts
  /// Label, close, reopen and erase messages.
  case inbox
  /// See and resume webhooks.
  case hooks
  /// Change the Tox ID under which the bot is found; make, list and revoke tokens.
  case key
  /// Confirm the machine's clock.
  case clock
}

/// The requests that the client of a transport may make.
public struct Authorization: Hashable, Sendable {
  private let scopes: Set<Scope>

  public func includes(_ scope: Scope) -> Bool { scopes.contains(scope) }

  public init(_ scopes: [Scope]) { self.scopes = Set(scopes) }

  /// The owner of the home may do everything.
  public static let owner = Authorization(Scope.allCases)

  /// - Returns: nil where the request is allowed, else one sentence.
  public func refusal(of request: ApplicationRequest) -> String? {
    request.scopes.lazy.compactMap { refusal(of: request.name, needing: $0) }.first
  }

  /// - Returns: nil where following the events is allowed, else one sentence.
  public func refusal(of subscription: Subscription) -> String? {
    refusal(of: Subscription.name, needing: Subscription.scope)
  }

  private func refusal(of name: String, needing scope: Scope) -> String? {
    guard !scopes.contains(scope) else { return nil }
    return "\"\(name)\" needs the scope \"\(scope.rawValue)\"."
  }
}
