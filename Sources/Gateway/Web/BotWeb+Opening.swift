import GatewayCore
import GatewayHTTP

/// What is sealed, for a session that is unlocked: texts and what is told of files are opened as a
/// page is made, and nothing of it is kept.
extension BotWeb {
  /// The key of the client's session; nil where it is locked.
  func key(of client: WebClient) -> SealedMessages? { sessions.unlocked.key(of: client.session) }

  /// The texts, opened where the session is unlocked; what does not open stays sealed.
  func opened<Text: SealedText & Sendable>(
    _ texts: [Text], of client: WebClient
  ) async throws(WebProblem) -> [Text] {
    guard texts.contains(where: { $0.sealed != nil }) else { return texts }
    backend.noteSealed()
    guard let key = key(of: client) else { return texts }
    return try await open(texts, with: key, of: client)
  }

  func open<Text: SealedText & Sendable>(
    _ texts: [Text], with key: SealedMessages, of client: WebClient
  ) async throws(WebProblem) -> [Text] {
    try await add(key.missingEnvelopes(of: texts), to: key, of: client)
    return await Self.onOtherThread { texts.map { key.open($0) { _ in } } }
  }

  /// Files, with their names and types where the session is unlocked.
  func opened(
    _ files: [FileSummary], of client: WebClient
  ) async throws(WebProblem) -> [FileSummary] {
    guard let key = key(of: client), files.contains(where: { $0.sealed != nil }) else {
      return files
    }
    try await add(key.missingEnvelopes(of: files), to: key, of: client)
    return await Self.onOtherThread { files.map { key.open($0) { _ in } } }
  }

  private func add(
    _ missing: [String], to key: SealedMessages, of client: WebClient
  ) async throws(WebProblem) {
    key.forgetEnvelopes(beyond: Self.envelopesMax)
    var rest = missing[...]
    while !rest.isEmpty {
      let part = Array(rest.prefix(ApplicationRequest.messagesPageMax))
      rest = rest.dropFirst(part.count)
      key.add(
        try await ask(.query(.inboxEnvelopes(part)), of: client) { reply in
          if case .envelopes(let found) = reply { found } else { nil }
        })
    }
  }

  /// That a session's key holds at one time: some 5 MiB.
  private static let envelopesMax = 4_096

  /// A connection's thread is not for arithmetic: each new envelope takes a fifth of a millisecond.
  private static func onOtherThread<Value: Sendable>(
    _ body: @Sendable () -> Value
  ) async -> Value {
    await withTaskExecutorPreference(globalConcurrentExecutor) { await run(body) }
  }

  @concurrent private static func run<Value: Sendable>(
    _ body: @Sendable () -> Value
  ) async -> Value { body() }
}
