package import GatewayCore

/// What the server serves: the application interface of one bot.
package protocol APIApplication: Sendable {
  /// The client that has this token; nil where it is none. Compares in constant time.
  func client(presenting token: String) -> APIClient?
  /// Whether the client's token was not revoked since it was presented: what takes longer than one
  /// answer asks again before it tells more.
  func isValid(_ client: APIClient) -> Bool
  /// The request that these members are, as on the control socket.
  func request(_ members: JSONValue) throws(RequestMistake) -> ApplicationRequest
  /// Carries out what the client is authorized for; replies when it is on the disk.
  ///
  /// - Parameter key: where the client repeats the request with it, it is carried out once.
  func carryOut(
    _ request: ApplicationRequest, of client: APIClient, key: RepetitionKey?
  ) async -> Reply
  /// Opens the bytes of a whole file of a contact.
  ///
  /// - Parameter request: as of `request`: the query for the file.
  /// - Throws: the sentence of a refusal, and its kind.
  func content(
    of request: ApplicationRequest, for client: APIClient
  ) async throws(ContentRefusal) -> FileContent
  /// Begins an upload.
  ///
  /// - Parameter key: where the client repeats the upload with it, there is one.
  /// - Throws: the sentence of a refusal, and its kind.
  func upload(
    of client: APIClient, key: RepetitionKey?
  ) async throws(ContentRefusal) -> any UploadTarget
  /// Whether the condition is met. Cheap however often it is asked.
  func isMet(_ probe: Probe) async -> Bool
  /// Finds a hook, and checks what the header of a request to it tells.
  func open(_ hook: HookRequest) -> HookOpening
  /// Verifies a request to a hook, with its whole body, and has the rule handle it; replies when
  /// that is on the disk.
  func receive(_ hook: HookRequest) async -> Result<HookReply, HookRefusal>
  /// Counts a request that was refused before it was whole.
  func refuse(hook: String, because reason: HookRefusal)
  /// A reply as JSON.
  func json(_ reply: Reply) -> [UInt8]

  /// The number of the newest event.
  var newestEvent: Int64 { get }
  /// Returns when there is an event behind one, or after some time, or when the task is cancelled,
  /// or when a token was revoked.
  ///
  /// - Returns: false where nothing more is to be waited for, since the server stops.
  func waitForEvent(after number: Int64, atMost limit: Duration) async -> Bool
  /// Follows the events as they happen, until the client's token is revoked.
  ///
  /// - Parameter id: of the last event that the client has seen; nil: from now on.
  /// - Returns: nil where the id is none of any event.
  func follow(after id: String?, for client: APIClient) -> (any EventStream)?
  /// No task waits any longer: the server stops.
  func stopWaiting()
}

/// What the header of a request to a hook tells.
package enum HookOpening: Hashable, Sendable {
  /// There is no such hook.
  case unknown
  /// It is counted.
  case refused(HookRefusal)
  /// Its body is to be read: from anyone, where the header does not prove its sender.
  case open(isProven: Bool)
}

/// Events for one client, read at its own pace.
package protocol EventStream: AnyObject, Sendable {
  /// The next events; none where the time is over; nil at the end.
  func next(within limit: Duration) async -> [ServerEvent]?
  /// No more are wanted. From any thread.
  func end()
}

/// An event as a client of the stream gets it.
package struct ServerEvent: Hashable, Sendable {
  /// With it the client goes on after it was cut off.
  package var id: String
  package var name: String
  /// One line.
  package var data: String

  package init(id: String, name: String, data: String) {
    self.id = id
    self.name = name
    self.data = data
  }
}

/// A client with a token, or with a session of the web inbox.
package struct APIClient: Hashable, Sendable {
  /// What proves it, by its number.
  package enum Credential: Hashable, Sendable {
    case token(Int64)
    case session(Int64)
  }

  package var credential: Credential
  /// The owner's own name for the token or the member of the staff.
  package var name: String
  package var authorization: Authorization

  package init(_ credential: Credential, name: String = "", authorization: Authorization) {
    self.credential = credential
    self.name = name
    self.authorization = authorization
  }

  package var author: Author {
    switch credential {
    case .token: Author(name: name, way: .token)
    case .session: Author(name: name, way: .web)
    }
  }
}

/// What tells a repeated request from another one.
package struct RepetitionKey: Hashable, Sendable {
  /// The client's own key.
  package var key: [UInt8]
  /// Everything that makes it this request.
  package var request: [UInt8]

  package init(key: [UInt8], request: [UInt8]) {
    self.key = key
    self.request = request
  }
}
