import GatewayCore
import GatewayHTTP

/// A server with pages and without the HTTP interface: no token is one here.
struct NoInterface: APIApplication {
  let backend: ControlBackend

  func client(presenting token: String) -> APIClient? { nil }
  /// What clients of the web inbox are is asked of its sessions.
  let isStillValid: @Sendable (APIClient) -> Bool
  func isValid(_ client: APIClient) -> Bool { isStillValid(client) }

  func request(_ members: JSONValue) throws(RequestMistake) -> ApplicationRequest {
    throw RequestMistake("There is no HTTP interface here.")
  }

  func carryOut(
    _ request: ApplicationRequest, of client: APIClient, key: RepetitionKey?
  ) async -> Reply { Self.refusal }

  func content(
    of request: ApplicationRequest, for client: APIClient
  ) async throws(ContentRefusal) -> FileContent { throw Self.contentRefusal }

  func upload(
    of client: APIClient, key: RepetitionKey?
  ) async throws(ContentRefusal) -> any UploadTarget { throw Self.contentRefusal }

  func isMet(_ probe: Probe) async -> Bool { false }
  func open(_ hook: HookRequest) -> HookOpening { .unknown }
  func receive(_ hook: HookRequest) async -> Result<HookReply, HookRefusal> {
    .failure(.unproven)
  }
  func refuse(hook: String, because reason: HookRefusal) {}
  func json(_ reply: Reply) -> [UInt8] { BotAPI.bytes(of: reply) }

  var newestEvent: Int64 { 0 }
  func waitForEvent(after number: Int64, atMost limit: Duration) async -> Bool { false }
  func follow(after id: String?, for client: APIClient) -> (any EventStream)? { nil }
  func stopWaiting() { backend.stop() }

  private static let sentence = "There is no HTTP interface here."
  private static var refusal: Reply { .failed(sentence, .forbidden) }
  private static var contentRefusal: ContentRefusal { ContentRefusal(sentence, .forbidden) }
}
