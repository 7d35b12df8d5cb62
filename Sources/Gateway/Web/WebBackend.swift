import GatewayCore
import GatewayHTTP

/// What the pages of the web inbox are made from: a bot of this process, or one behind its control
/// socket.
protocol WebBackend: Sendable {
  /// What happens at the bot.
  var events: any PageEvents { get }
  /// Whether something of the home is sealed.
  var hasSeal: Bool { get }

  /// Carries out what the client is authorized for.
  ///
  /// - Parameter key: where the browser sends the request again with it, it is carried out once.
  func carryOut(
    _ request: ApplicationRequest, of client: APIClient, key: RepetitionKey?
  ) async -> Reply
  /// Records what the web inbox itself did, where the bot is to know of it.
  func record(_ command: any Command, by author: Author)
  /// The names that conversations can be assigned to.
  func staffNames() async -> [String]
  /// The bytes of a file: of its derived copy, where that is preferred and there.
  func content(
    of file: Int64, for client: APIClient, isDerived: Bool
  ) async throws(ContentRefusal) -> FileContent
  /// The bytes of a sealed file as its sender sent them.
  ///
  /// - Parameter isUnlocked: asked before each part.
  /// - Throws: where this key does not open it, or where it was changed on the disk.
  func content(
    of file: FileSummary, openedWith key: SealedMessages,
    while isUnlocked: @escaping @Sendable () -> Bool
  ) async throws(ContentRefusal) -> FileContent
  /// Texts were seen that are sealed.
  func noteSealed()
}

/// The sessions that pages are shown in.
protocol SessionTable: AnyObject, Sendable {
  var unlocked: UnlockedInboxes { get }

  /// The client whose session has this secret, and whether its use is to be stored.
  ///
  /// - Parameter isActivity: whether a person is there, which gives the session time.
  func client(ofSession secret: String, isActivity: Bool) -> (client: WebClient, isNewUse: Bool)?
  /// Whether there is still a session with this number, which no later one gets.
  func has(_ id: Int64) -> Bool
  /// Whose session it is, for limits on what is tried.
  func holderText(of id: Int64) -> String
}

/// What happens at a bot, as the script of a page is told of it.
protocol PageEvents: AnyObject, Sendable {
  /// When the numbers began.
  var run: UnixMilliseconds { get }
  var newest: Int64 { get }
  /// Whether no stream waits any longer.
  var isEnded: Bool { get }

  /// Returns when there is an event behind this number, or after some time.
  func wait(after number: Int64, atMost limit: Duration) async
  /// Until its end events are kept for this reader.
  func begin(_ reader: AnyObject)
  func end(_ reader: AnyObject)
  /// The events after one, up to a number of them, whether pages show them or not.
  func batch(for reader: AnyObject, after number: Int64, atMost limit: Int) -> PageEventBatch
  /// Streams look whether something changed for them.
  func wake()
}

/// Events in their order.
struct PageEventBatch: Sendable {
  struct Event: Sendable {
    var number: Int64
    var name: String
    /// The codename of its conversation.
    var contact: String?
  }

  /// How many were lost before them.
  var missed: Int64
  /// The number of the last one; nil where there is none.
  var last: Int64?
  /// Those that pages show.
  var events: [Event]
}
