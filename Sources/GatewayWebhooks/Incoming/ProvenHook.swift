public import GatewayCore

/// A request whose sender has proven itself.
public struct ProvenHook: Hashable, Sendable {
  /// With its id, and without what proves it.
  public let request: HookRequest
  /// What a repetition of it has in common with it; nil where nothing tells one from a new request.
  public private(set) var common: [UInt8]?
  /// Milliseconds for which an equal one is a repetition.
  public private(set) var window = Self.week
  /// The answer to what is not for the rule: a sender's trial of the hook.
  public let trialAnswer: HookResponse?

  /// Senders try again for days.
  private static let week: Int64 = 7 * 86_400_000
  /// Alertmanager sends the same bytes again where it got no answer, and also as a reminder: after
  /// minutes, or hours.
  private static let alertRetries: Int64 = 30_000

  init(_ request: HookRequest, _ scheme: HookScheme) {
    var shown = request.withoutSecrets
    trialAnswer = Self.trialAnswer(request, scheme)
    switch scheme {
    case .slack: shown.id = Self.slackID(request)
    case .standard, .github, .gitlab, .bearer, .alertmanager:
      shown.id = scheme.idHeaders.lazy.compactMap(request.nonemptyHeader).first
    }
    self.request = shown
    common = shown.id.map { Array("id \($0)".utf8) } ?? Self.common(request, scheme)
    if scheme == .alertmanager { window = Self.alertRetries }
  }

  /// For senders that give a request no id.
  private static func common(_ request: HookRequest, _ scheme: HookScheme) -> [UInt8]? {
    switch scheme {
    case .alertmanager: Array("body ".utf8) + HookToken.sha256(request.body)
    // One event may cause others, which have the same UUID.
    case .gitlab:
      request.nonemptyHeader("x-gitlab-event-uuid").map { uuid in
        Array("event \(uuid) ".utf8) + HookToken.sha256(request.body)
      }
    // It covers the time.
    case .slack: request.header("x-slack-signature").map { Array("signature \($0)".utf8) }
    case .standard, .github, .bearer: nil
    }
  }

  /// - Source: https://docs.slack.dev/apis/events-api, "Retries"; slash commands and interactions
  ///   have a trigger.
  private static func slackID(_ request: HookRequest) -> String? {
    guard let form = request.form else { return nonempty(request.json?.text(of: "event_id")) }
    return nonempty(form.last { $0.name == "trigger_id" }?.value)
      ?? nonempty(request.json?.text(of: "trigger_id"))
  }

  /// An empty id would be that of all requests without one.
  private static func nonempty(_ id: String?) -> String? { id.flatMap { $0.isEmpty ? nil : $0 } }

  private static func trialAnswer(_ request: HookRequest, _ scheme: HookScheme) -> HookResponse? {
    switch scheme {
    case .github where request.header("x-github-event") == "ping":
      return HookResponse(body: "pong")
    case .slack:
      guard let json = request.json, json.text(of: "type") == "url_verification",
        let challenge = json.text(of: "challenge")
      else { return nil }
      return HookResponse(body: challenge)
    default: return nil
    }
  }
}

extension HookRequest {
  fileprivate func nonemptyHeader(_ name: String) -> String? {
    header(name).flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension HookScheme {
  /// The header fields that hold an id, the first one first.
  var idHeaders: [String] {
    switch self {
    case .standard: ["webhook-id"]
    case .github: ["x-github-delivery"]
    case .gitlab: ["webhook-id", "idempotency-key"]
    case .bearer: ["idempotency-key"]
    case .slack, .alertmanager: []
    }
  }
}

extension JSONValue {
  /// The text of a member of an object.
  fileprivate func text(of name: String) -> String? {
    guard case .object(let members) = self,
      case .string(let text)? = members.first(where: { $0.name == name })?.value
    else { return nil }
    return text
  }
}
