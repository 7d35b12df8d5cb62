import GatewayCore
import GatewayStore

/// Quotas: messages of a contact over its quota are not acknowledged. They wait here and at its
/// client; those of other contacts are handled as usual.
extension Engine {
  var limits: LimitPolicy { configuration?.limits ?? .ownIdentity }

  /// Reads the free space, where the last reading is too old.
  func updateSpace() {
    let moment = uptime()
    guard memory.space.isDue(moment) else { return }
    let had = memory.space.obstacle
    memory.space.update(
      space(), limits: limits, writesMessages: policy.writesMessages, now: moment)
    if had != nil, memory.space.obstacle == nil { store.fillReserve() }
  }

  /// Handles a message, or queues it behind messages of its contact that wait already.
  func take(
    _ message: NetworkMessage, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let key = message.contact
    memory.lastMessageAt = uptime()
    switch contacts.read(key, \.admission) ?? .open {
    case .closed: return
    case .queueing: return hold(message)
    case .open: break
    }
    guard let obstacle = try obstacle(for: key, in: transaction, now: now) else {
      return mayBePart(message)
        ? try takePart(message, in: transaction, now: now, &after)
        : try handle(message, in: transaction, now: now, &after)
    }
    hold(message)
    release(after: obstacle.wait)
    try reportLimitReached(obstacle.name, by: key, in: transaction, now: now, &after)
  }

  /// Handles waiting messages of contacts that have room again.
  func releaseHeldBack(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard let due = memory.nextRelease, due <= uptime() else { return }
    memory.nextRelease = nil
    var room = Self.releasedPerBatch
    for key in memory.online.filter(holdsBack).sorted() {
      try release(key, room: &room, in: transaction, now: now, &after)
    }
  }

  private func holdsBack(_ key: ContactKey) -> Bool {
    !(contacts.read(key) { $0.heldBack.isEmpty } ?? true)
  }

  private static let releasedPerBatch = 1_024

  /// Whether the database is full, so that a step has to make room in it.
  func isRoomToMake(_ moment: Uptime) -> Bool {
    memory.space.obstacle == .storedBytes && moment >= memory.nextMakingRoom
  }

  func makeSomeRoom(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) -> Bool {
    let (forgotten, next) = try transaction.makeRoom(
      from: memory.steps.room,
      settledBefore: timeForErasing.advanced(byMilliseconds: -RecentMessages.doubtMax),
      goneSince: timeForErasing.advanced(byMilliseconds: -Self.goneAfter),
      rows: memory.steps.rows, now: now)
    memory.steps.room = next ?? .beginning
    let pause = next == nil ? Self.makingRoomInterval : SpaceWatch.interval
    memory.nextMakingRoom = uptime().advanced(byMilliseconds: pause)
    release(after: SpaceWatch.interval)
    reportDropped(
      by: "the database is full, and their contacts were not seen for days", forgotten, &after)
    return noteStep(forgotten, isDone: next == nil, &after)
  }

  /// Milliseconds after which answers for a contact that was not seen are deleted where the room is
  /// needed: three days.
  private static let goneAfter: Int64 = 259_200_000

  /// Milliseconds until the next search from the beginning.
  private static let makingRoomInterval: Int64 = 600_000

  private func release(
    _ key: ContactKey, room: inout Int, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    while holdsBack(key) {
      if let obstacle = try obstacle(for: key, in: transaction, now: now) {
        return release(after: obstacle.wait)
      }
      guard room > 0 else { return release(after: 0) }
      room -= 1
      guard let message = takeHeldBack(of: key) else {
        return try requestResend(key, in: transaction, now: now, &after)
      }
      if mayBePart(message) {
        try takePart(message, in: transaction, now: now, &after)
      } else {
        try handle(message, in: transaction, now: now, &after)
      }
    }
  }

  /// Ends the session of a contact whose messages were discarded: they come again in the next one.
  private func requestResend(
    _ key: ContactKey, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    try wentOffline(key, in: transaction, now: now, &after)
    contacts.change(key) { $0.endsSession = true }
    after.commands.append(.reconnect(key))
  }

  private func takeHeldBack(of key: ContactKey) -> NetworkMessage? {
    let message = contacts.change(key) { $0.heldBack.popFirst() }
    if let message { memory.heldBytes -= HeldBack.bytes(of: message) }
    return message
  }

  private func hold(_ message: NetworkMessage) {
    let bytes = HeldBack.bytes(of: message)
    let isFull = memory.heldBytes + bytes > HeldBack.bytesMax
    memory.heldBytes += contacts.change(message.contact) { live in
      let before = live.heldBack.bytes
      if isFull { live.heldBack.discard() } else { live.heldBack.append(message) }
      return live.heldBack.bytes - before
    }
  }

  /// Drops the waiting messages of a session that is over: the contact's client sends them again.
  func forgetHeldBack(of key: ContactKey) {
    memory.heldBytes -=
      contacts.changeIfKnown(key) { live in
        defer { live.heldBack = HeldBack() }
        return live.heldBack.bytes
      } ?? 0
  }

  /// Schedules a look at waiting messages within so many milliseconds.
  func release(after wait: Int64) {
    let time = uptime().advanced(byMilliseconds: wait)
    memory.nextRelease = min(memory.nextRelease ?? time, time)
  }

  /// Why the contact's next message may not be handled now, and after how many milliseconds to try
  /// again.
  private func obstacle(
    for key: ContactKey, in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(StoreError) -> (name: LimitName, wait: Int64)? {
    // Messages of peers that are no contacts are dropped later.
    guard let usage = try transaction.usage(of: key) else { return nil }
    if let name = memory.space.obstacle {
      return (name, SpaceWatch.waitingInterval)
    }
    guard
      let obstacle = limits.obstacle(
        for: usage, among: try transaction.totalUsage(), now: now)
    else { return nil }
    // A minute's quota at once rather than message by message.
    return (obstacle.name, max(obstacle.until.rawValue - now.rawValue, Self.releaseInterval))
  }

  private static let releaseInterval: Int64 = 60_000

  /// Runs the rules or a built-in reply for another event of a contact (online, offline, an offer),
  /// and counts what that stores. Over a limit it is skipped: unlike a message it can't wait.
  func doCounted(
    for key: ContactKey, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit, _ body: (inout AfterCommit) throws(StoreError) -> Void
  ) throws(StoreError) {
    if let obstacle = try obstacle(for: key, in: transaction, now: now) {
      return try reportLimitReached(obstacle.name, by: key, in: transaction, now: now, &after)
    }
    let before = transaction.bytesCounted
    try body(&after)
    let bytes = transaction.bytesCounted - before
    if bytes > 0 { try charge(messages: 0, bytes: bytes, to: key, in: transaction, now: now) }
  }

  func charge(
    messages: Int64, bytes: Int64, to key: ContactKey, in transaction: StoreTransaction,
    now: UnixMilliseconds
  ) throws(StoreError) {
    guard var usage = try transaction.usage(of: key) else { return }
    var all = try transaction.totalUsage()
    limits.addUsage(messages: messages, bytes: bytes, to: &usage, and: &all, now: now)
    try transaction.setUsage(usage, of: key)
    try transaction.setTotalUsage(all)
  }
}

/// Reports of limits that take effect.
extension Engine {
  /// Reports a limit that a contact has reached.
  private func reportLimitReached(
    _ name: LimitName, by key: ContactKey, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    if name.concernsOneContact {
      try reportLimit(name, of: key, in: transaction, now: now, &after)
    } else {
      try reportLimitOfAll(name, in: transaction, now: now, &after)
    }
  }

  /// Reports a limit that holds one contact back.
  func reportLimit(
    _ name: LimitName, of key: ContactKey, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    let toldAt = contacts.read(key) { $0.limitToldAt } ?? nil
    let moment = uptime()
    guard moment.isPast(LimitNotices.repetitionInterval, since: toldAt),
      let others = memory.limitNotices.othersToTell(name, now: moment)
    else { return }
    contacts.change(key) { $0.limitToldAt = moment }
    let notice = LimitNotice(name, contact: transaction.contact(key), others: others)
    try reportLimit(notice, in: transaction, now: now, &after)
  }

  /// Reports a limit that holds all contacts back.
  func reportLimitOfAll(
    _ name: LimitName, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    guard memory.limitNotices.isToTell(name, now: uptime()) else { return }
    try reportLimit(LimitNotice(name), in: transaction, now: now, &after)
  }

  private func reportLimit(
    _ notice: LimitNotice, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    after.reports.append(.limit(notice))
    try run(.limit(notice), in: transaction, now: now, &after)
  }
}

extension LimitName {
  fileprivate var concernsOneContact: Bool {
    switch self {
    case .contactMessagesPerHour, .contactBytesPerHour: true
    default: false
    }
  }
}
