import GatewayCore

extension Engine {
  /// What the engine knows beside the store and the contacts. A batch changes it along with the
  /// transaction, and what undoes the one undoes the other.
  struct Memory {
    var online: Set<ContactKey> = []
    var connection = ConnectionReport.Status.offline
    var deliveriesUnderWay: Set<DeliveryID> = []
    var receiptWaiters = ReceiptWaiters()
    /// As the store has them, once they were looked at.
    var pausedWebhooks: Set<String> = []
    var hasLookedAtWebhooks = false
    /// When a reload brought other settings.
    var webhooksChangedAt: [String: Uptime] = [:]
    /// What there was no room for since the last report.
    var losses = Losses()
    /// When the store has a delivery or a timer that is due; nil where that must be looked up.
    var due: DueTimes?
    /// When the next delivery that is held in memory is due.
    var heldDue: UnixMilliseconds?
    /// The wall clock at the last look, and when that was.
    var wall: UnixMilliseconds?
    var clockReadAt = Uptime.start
    /// The clock says a date at which this program was not there.
    var isClockLost = false
    /// What the home knows of the time, once it was looked up, and when it was brought up to date.
    var time: TrustedTime?
    var timeReadAt = Uptime.start
    /// When the home was last told.
    var timeKeptAt = Uptime.start
    /// The owner was told that what is too old by the clock stays.
    var isWaitingTold = false
    /// When to erase what is older than the bot keeps.
    var nextPruning = Uptime.start
    /// When to clean the files: at the start, and where it could not be done at once.
    var nextCleaning: Uptime? = .start
    /// When cleaning has been paid for, unless a person asks for it.
    var cleaningPausesUntil = Uptime.start
    /// When to clean even a database that takes seconds; nil until there is one.
    var nextLongCleaning: Uptime?
    /// When a contact last wrote.
    var lastMessageAt = Uptime.start
    var steps = ForgettingSteps()
    /// When to forget contacts that went quiet; nil until it is known when the bot began.
    var nextForgettingOfContacts: Uptime?
    /// Bytes of the messages that wait in memory, see `HeldBack`, and when to look at them again.
    var heldBytes = 0
    var nextRelease: Uptime?
    var space = SpaceWatch()
    /// When to make room in a database that is full.
    var nextMakingRoom = Uptime.start
    var limitNotices = LimitNotices()
    /// Contacts that the network half has no room for, in the order in which it refused them.
    var unsearched: [ContactKey] = []
    /// When a stranger that never came online is to be forgotten; nil where there is none.
    var nextForgettingOfUnseen: Uptime? = .start
    /// Until when contacts' long texts are waited for.
    var partsDue: [ContactKey: Uptime] = [:]
  }
}
