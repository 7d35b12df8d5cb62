import GatewayCore
import GatewayStore

/// The parts of one long text that have arrived: clients split a text that is too long for a
/// packet, send the parts one right after the other, and mark none of them.
///
/// None is acknowledged before all are handled: after any interruption the sender's client still
/// has them and sends them again.
struct TextParts {
  /// UTF-8 bytes of a part that is not the last one. qTox splits at 1,322 at most, uTox at 1,371,
  /// Postern at 1,372; a split at a space or the end of a line makes a part shorter.
  static let sizes = 1_200...1_372
  /// How long to wait for the next part, in milliseconds. Parts follow at once, unless a packet was
  /// lost.
  static let patience: Int64 = 2_000
  /// The most UTF-8 bytes of a joined text; a longer one becomes several messages.
  static let bytesMax = 65_536
  /// Contacts whose parts are held at one time: 32 MiB at most. Texts of other contacts stay split.
  static let contactsMax = 512

  /// The message with the text of all parts, and the position of the newest one.
  private(set) var message: NetworkMessage
  /// Whether another part may follow.
  private(set) var isOpen: Bool

  init(_ first: NetworkMessage) {
    message = first
    isOpen = Self.isPart(first.text)
  }

  /// Whether a message is as long as a part that another one follows.
  static func isPart(_ text: String) -> Bool { sizes.contains(text.utf8.count) }

  /// Whether a message may be the next part. Its time does not matter: where it is too late, the
  /// parts before it were handled already.
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
  /// Whether a message is as long as a part of a longer text, or comes after one that is.
  func mayBePart(_ message: NetworkMessage) -> Bool {
    isPart(message) || (!memory.partsDue.isEmpty && memory.partsDue[message.contact] != nil)
  }

  // Clients that stamp their texts do not split them.
  private func isPart(_ message: NetworkMessage) -> Bool {
    message.stamp == nil && joinsParts && TextParts.isPart(message.text)
  }

  /// Holds a message as a part of a longer text, or handles it where it is none.
  func takePart(
    _ message: NetworkMessage, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let key = message.contact
    guard contacts.read(key, { $0.parts?.isContinued(by: message) ?? false }) ?? false else {
      try handleParts(of: key, in: transaction, now: now, &after)
      guard isPart(message), memory.partsDue.count < TextParts.contactsMax,
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

  /// Handles the held parts of a contact as one message.
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

  /// Handles the texts whose time for further parts is over.
  func handleDueParts(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard !memory.partsDue.isEmpty else { return }
    // Without room on the disk nothing is handled: they are tried again when there is room.
    guard memory.space.obstacle == nil else {
      return release(after: SpaceWatch.waitingInterval)
    }
    let moment = uptime()
    let due = memory.partsDue.filter { $0.value <= moment }
    for key in due.keys.sorted() {
      try handleParts(of: key, in: transaction, now: now, &after)
    }
  }

  /// Stops waiting for further parts, since the bot is about to end.
  func expectNoMoreParts() {
    for key in memory.partsDue.keys { memory.partsDue[key] = uptime() }
  }

  /// When `handleDueParts` is due; nil where no parts are held.
  var partsDue: Uptime? {
    memory.space.obstacle == nil ? memory.partsDue.values.min() : nil
  }

  /// Whether the bot wants long texts joined.
  private var joinsParts: Bool { configuration?.joinsParts ?? true }
}
