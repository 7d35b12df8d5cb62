import GatewayCore

extension Engine {
  /// The engine's state beside the store and the contacts. A batch changes it along with the
  /// transaction; both are undone together.
  struct Memory {
    var online: Set<ContactKey> = []
    var connection = ConnectionReport.Status.offline
    /// One for each webhook, in the order of the bot's file.
    var lanes: [WebhookLane] = []
    var receiptWaiters = ReceiptWaiters()
    /// The paused webhooks of the store, once they were read, and why they are.
    var pausedWebhooks: [String: PauseCause] = [:]
    var hasLoadedWebhooks = false
    /// Webhooks that were resumed and of which some deliveries still wait for their old time.
    var hastened: [String] = []
    /// When a reload changed the settings of a webhook.
    var webhooksChangedAt: [String: Uptime] = [:]
    /// What was dropped for lack of room since the last report.
    var losses = Losses()
    /// When the next timer is due.
    var timer = NextDue.unknown
    /// When the next deadline of a conversation is due, by the time for erasing.
    var deadline = NextDue.unknown
    /// When the next message is due that the staff has had erased.
    var erasure = NextDue.unknown
    /// When the next notice of a schedule leaves; unknown after a reload too.
    var notice = NextDue.unknown
    /// When the code of a request no longer holds.
    var requestCodes = AnswerDeadlines()
    var broadcasts = BroadcastTimes()
    var files = FileTraffic()
    /// nil until they are loaded from the file in force and the store.
    var schedules: Schedules?
    /// When the next ask ends without an answer.
    var asks = AnswerDeadlines()
    /// When the next answer is too old to be sent.
    var nextExpiry = NextDue.unknown
    /// When the next question to a contact ends without an answer.
    var confirmations = AnswerDeadlines()
    /// The wall clock when it was last read, and the time of that reading.
    var wall: UnixMilliseconds?
    var clockReadAt = Uptime.start
    /// Whether the clock shows a date before this program was built.
    var isClockLost = false
    /// The trusted time of the home, once it was read, and when it was updated.
    var time: TrustedTime?
    var timeReadAt = Uptime.start
    /// When the time in the home was last updated.
    var timeKeptAt = Uptime.start
    /// Whether the owner was told that content that is too old by the clock is kept.
    var isWaitingTold = false
    /// When to erase what is older than the bot keeps.
    var nextPruning = Uptime.start
    /// When to look for entries of the audit log that are too old.
    var nextAuditDrop = Uptime.start
    /// When to look for deliveries that are listed, or wait, for too long.
    var nextRetention = Uptime.start
    /// When to clean the files: at the start, and after an attempt that failed.
    var nextCleaning: Uptime? = .start
    /// The earliest time of the next cleaning, unless the owner asks for one.
    var cleaningPausesUntil = Uptime.start
    /// When to clean a database even if it takes seconds; nil until there is one.
    var nextLongCleaning: Uptime?
    /// When a contact last wrote.
    var lastMessageAt = Uptime.start
    var steps = ForgettingSteps()
    /// When to forget contacts that went quiet; nil until the time of the bot's start is known.
    var nextForgettingOfContacts: Uptime?
    /// Bytes of the messages that wait in memory, see `HeldBack`, and when to try them again.
    var heldBytes = 0
    var nextRelease: Uptime?
    var space = SpaceWatch()
    /// When to make room in a full database.
    var nextMakingRoom = Uptime.start
    var limitNotices = LimitNotices()
    /// Contacts that the network half has no room for, in the order of its refusals.
    var unsearched: [ContactKey] = []
    /// When a stranger that never came online is to be forgotten; nil where there is none.
    var nextForgettingOfUnseen: Uptime? = .start
    /// The time until which the engine waits for more parts of a contact's long text.
    var partsDue: [ContactKey: Uptime] = [:]
  }
}
