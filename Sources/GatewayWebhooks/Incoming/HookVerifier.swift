public import GatewayCore

/// Checks that requests to a hook come from a sender that knows its secret.
///
/// - Source: the senders' own pages, see `Hooks.md`
public struct HookVerifier: Sendable {
  private let hook: IncomingHook

  public init(_ hook: IncomingHook) { self.hook = hook }

  /// What the header alone tells, before a body is read.
  ///
  /// - Returns: whether the sender is proven by it; otherwise its body is signed.
  public func check(
    headerOf request: HookRequest, now: UnixMilliseconds
  ) throws(HookRefusal) -> Bool {
    switch hook.scheme {
    case .bearer:
      try HookToken.bearer.check(request, hook.proofs)
      return true
    case .alertmanager:
      try HookToken.bearerOrPassword.check(request, hook.proofs)
      return true
    case .gitlab where !signsAsStandard(request):
      try HookToken.gitlab.check(request, hook.proofs)
      return true
    case .gitlab, .standard, .github, .slack:
      guard let header = signatureHeader, request.header(header) != nil else { throw .unproven }
      return false
    }
  }

  /// - Parameter request: with its whole body.
  public func verify(
    _ request: HookRequest, now: UnixMilliseconds
  ) throws(HookRefusal) -> ProvenHook {
    if try !check(headerOf: request, now: now) {
      switch hook.scheme {
      case .github: try HookSignature.checkGitHub(request, hook.proofs)
      case .slack: try HookSignature.checkSlack(request, hook.proofs, now: now)
      case .standard, .gitlab, .bearer, .alertmanager:
        try HookSignature.checkStandard(request, hook.proofs, now: now)
      }
    }
    guard !request.isQueryUnreadable, hook.scheme.idHeaders.allSatisfy(request.standsAtMostOnce)
    else { throw .request }
    return ProvenHook(request, hook.scheme)
  }

  /// GitLab signs where it was given a key for that, and sends a token otherwise.
  private func signsAsStandard(_ request: HookRequest) -> Bool {
    hook.proofs.contains { if case .text = $0 { false } else { true } }
      && request.header("webhook-signature") != nil
  }

  private var signatureHeader: String? {
    switch hook.scheme {
    case .standard, .gitlab: "webhook-signature"
    case .github: "x-hub-signature-256"
    case .slack: "x-slack-signature"
    case .bearer, .alertmanager: nil
    }
  }
}

extension HookRequest {
  /// The header fields that prove something, and others that hold secrets.
  private static let secretHeaders: Set<String> = [
    "authorization", "proxy-authorization", "cookie", "x-gitlab-token", "x-hub-signature",
    "x-hub-signature-256", "x-slack-signature", "webhook-signature",
  ]

  fileprivate func standsAtMostOnce(_ header: String) -> Bool {
    headers.count { $0.name.lowercased() == header } <= 1
  }

  /// The request without what proves it, for rules.
  public var withoutSecrets: HookRequest {
    var request = self
    request.headers.removeAll { Self.secretHeaders.contains($0.name.lowercased()) }
    return request
  }
}
