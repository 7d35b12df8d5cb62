import GatewayCore
import GatewayStore

/// The parts of one long text, as far as they came: clients cut what is too long for a packet, send
/// the parts at once and one behind the other, and mark none of them.
///
/// None is acknowledged before all are handled: whatever ends meanwhile, the sender's client still
/// has them and sends them again.
struct TextParts {
  /// UTF-8 bytes of a part that is not the last one. qTox cuts at 1,322 or before, uTox at 1,371,
  /// Postern at 1,372; down to a space or the end of a line is how much less than that.
  static let sizes = 1_200...1_372
  /// How long to wait for the next part, in milliseconds. They follow at once, but for what was lost
  /// on the way.
  static let patience: Int64 = 2_000
  /// UTF-8 bytes of a text that is put together; a longer one becomes several messages.
  static let bytesMax = 65_536
  /// Contacts whose parts are held at a time: 32 MiB at most. Texts of others stay in their parts.
  static let contactsMax = 512

  /// With the text of all parts, and the position of the newest one.
  private(set) var message: NetworkMessage
  /// Whether another part may follow.
  private(set) var isOpen: Bool

  init(_ first: NetworkMessage) {
    message = first
    isOpen = Self.isPart(first.text)
  }

  /// Whether a message is as long as a part that another one follows.
  static func isPart(_ text: String) -> Bool { sizes.contains(text.utf8.count) }

  /// Whether a message may be the next part. How late it comes is not asked: where it is too late,
  /// the parts before it were handled.
  func isContinued(by next: NetworkMessage) -> Bool {
    isOpen && next.stamp == nil && next.kind == message.kind
      && next.position.session == message.position.session
  }

  mutating func append(_ part: NetworkMessage) {
    message.text += part.text
    message.position = part.position
    isOpen =
      Self.isPart(part.text)
      && message.text.utf8.count + Self.sizes.upperBound <= Self.bytesMax
  }
}

extension Engine {
  /// A message came: it is handled, or held as a part of a longer text.
  func takeIn(
    _ message: NetworkMessage, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let key = message.contact
    // Clients that stamp their texts send none in parts.
    let isPart = message.stamp == nil && joinsParts && TextParts.isPart(message.text)
    let isContinuing = !memory.partsDue.isEmpty && memory.partsDue[key] != nil
    guard isPart || isContinuing else {
      return try handle(message, in: transaction, now: now, &after)
    }
    guard contacts.read(key, { $0.parts?.isContinued(by: message) ?? false }) ?? false else {
      try handleParts(of: key, in: transaction, now: now, &after)
      guard isPart, memory.partsDue.count < TextParts.contactsMax,
        contacts.read(key, \.isOnline) ?? false
      else {
        return try handle(message, in: transaction, now: now, &after)
      }
      contacts.change(key) { $0.parts = TextParts(message) }
      memory.partsDue[key] = uptime().advanced(byMilliseconds: TextParts.patience)
      return
    }
    let isOpen = contacts.change(key) { live in
      live.parts?.append(message)
      return live.parts?.isOpen ?? false
    }
    memory.partsDue[key] = uptime().advanced(byMilliseconds: TextParts.patience)
    if !isOpen { try handleParts(of: key, in: transaction, now: now, &after) }
  }

  /// Handles what is held of a contact as one message.
  private func handleParts(
    of key: ContactKey, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    memory.partsDue[key] = nil
    let held = contacts.changeIfKnown(key) { live in
      defer { live.parts = nil }
      return live.parts
    }
    guard let parts = held ?? nil else { return }
    try handle(parts.message, in: transaction, now: now, &after)
  }

  /// Handles the texts to which no part was added for so long.
  func handleDueParts(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard !memory.partsDue.isEmpty else { return }
    // With too little room on the disk nothing is handled: they are looked at again with it.
    guard memory.space.obstacle == nil else {
      return release(after: SpaceWatch.waitingInterval)
    }
    let moment = uptime()
    let due = memory.partsDue.filter { $0.value <= moment }
    for key in due.keys.sorted() {
      try handleParts(of: key, in: transaction, now: now, &after)
    }
  }

  /// The bot is about to end: what came is not waited for any longer.
  func expectNoMoreParts() {
    for key in memory.partsDue.keys { memory.partsDue[key] = uptime() }
  }

  /// When `handleDueParts` has something to do; nil where nothing is held.
  var partsDue: Uptime? {
    memory.space.obstacle == nil ? memory.partsDue.values.min() : nil
  }

  /// Whether the bot wants long texts in one piece.
  private var joinsParts: Bool { configuration?.joinsParts ?? true }
}
