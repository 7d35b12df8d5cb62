import GatewayCore

/// A tool that an agent may call: what it is told about it, and what it does.
struct AgentTool: Sendable {
  let name: String
  let title: String
  let description: String
  /// The scope without which it is neither shown nor carried out.
  let scope: Scope
  let parameters: [ToolParameter]
  /// Gets arguments that fit `parameters`, and returns an object of JSON.
  let call: @Sendable (ToolArguments, ToolContext) throws -> String

  /// All of them, in the order in which they are listed.
  static let all = [
    listConversations, read, listFiles, waitForEvents, send, sendFile, confirm, confirmationOutcome,
  ]

  var isReadOnly: Bool { scope == .read || name == Self.confirmationOutcome.name }

  /// As `tools/list` shows it.
  var json: JSONValue {
    let required = parameters.filter(\.isRequired).map { JSONValue.string($0.name) }
    return .object([
      .init("name", .string(name)), .init("title", .string(title)),
      .init("description", .string(description)),
      .init(
        "inputSchema",
        .object([
          .init("type", .string("object")),
          .init("properties", .object(parameters.map { .init($0.name, $0.schema) })),
          .init("required", .array(required)), .init("additionalProperties", .boolean(false)),
        ])),
      .init(
        "annotations",
        .object([
          .init("readOnlyHint", .boolean(isReadOnly)), .init("openWorldHint", .boolean(true)),
        ])),
    ])
  }
}

/// What a call needs beside its arguments.
struct ToolContext: Sendable {
  let client: any ApplicationClient
  let events: EventCursor
  /// Whether the caller waits for the answer no longer.
  let isCancelled: @Sendable () -> Bool

  /// The reply as an object of JSON.
  ///
  /// - Throws: `ToolFailure` with the bot's own sentence.
  func reply(_ request: ApplicationRequest) throws -> String {
    let reply = try client.ask(request)
    if case .failed(let sentence, _, _) = reply { throw ToolFailure(sentence) }
    return try reply.jsonText()
  }
}

/// Why a call did not do what was asked: one sentence for the agent.
struct ToolFailure: Error {
  let sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}
