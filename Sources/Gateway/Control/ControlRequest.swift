import Foundation
public import GatewayCore

/// What the command line asks of a running bot, one JSON object a line over the socket in its home.
public enum ControlRequest: Codable, Hashable, Sendable {
  case status
  case contactAdd(address: String, message: String)
  case contactList
  case contactAccept(ContactReference)
  case contactBlock(ContactReference)
  case contactRemove(ContactReference)
  /// All that asked, were accepted and never came online; answers when they are forgotten.
  case contactRemoveNeverSeen
  /// The owner's private remark.
  case contactNote(ContactReference, note: String?)
  /// What the contact may be told.
  case contactPublicStatus(ContactReference, status: String?)
  /// Answers when the receipt came, or with `keep` at once. Either way the text is in the inbox.
  case send(ContactReference, text: String, kind: InboundMessage.Kind = .text, keep: Bool)
  case inboxLabel(messages: [Int64], label: String?)
  case inboxClose(messages: [Int64])
  case inboxReopen(messages: [Int64])
  case inboxErase(messages: [Int64])
  /// A person was shown them whole.
  case inboxMarkRead(messages: [Int64])
  /// Which of these answers are on their way in this session.
  case answersUnderway(messages: [Int64])
  /// How it stands with the deliveries to each webhook.
  case hookList
  /// Sends what waits for a webhook, also one that is paused.
  case hookResume(String)
  /// A new nospam; answers with the new Tox ID.
  case newNoSpam
  /// What the home knows of the time.
  case clock
  /// The machine's clock is right, whatever it was before.
  case clockConfirm
}

extension ControlRequest {
  /// Messages that one request may name: they are changed in one transaction.
  public static let messagesMax = 1_000

  /// From a line of the socket, without its end; nil where it is none.
  package init?(line: some Collection<UInt8>) {
    guard let request = try? JSONDecoder().decode(Self.self, from: Data(line)) else { return nil }
    self = request
  }

  /// The line, with its end.
  package func encodedLine() -> [UInt8]? {
    guard let line = try? JSONEncoder().encode(self) else { return nil }
    return [UInt8](line) + [UInt8(ascii: "\n")]
  }
}

/// How a person names a contact: codename, 64 hex digits of the key, or a Tox ID.
public struct ContactReference: Codable, Hashable, Sendable {
  public var text: String
  public init(_ text: String) { self.text = text }
}

/// The answer to a `ControlRequest`.
public enum ControlReply: Codable, Hashable, Sendable {
  case done
  case contacts([ContactSummary])
  case toxID(String)
  case hooks([HookSummary])
  /// How many messages were changed.
  case changed(Int)
  case messages([Int64])
  /// What only a running bot knows more of: turned into `messages` before it leaves.
  case waitingAnswers([WaitingAnswer])
  case status(StatusSummary)
  case clock(ClockSummary)
  /// The journal is empty too; see `ForgottenSummary.copiesMayRemain`.
  case forgotten(ForgottenSummary)
  /// One sentence, for the person.
  case failed(String)
}

/// An answer whose parts wait for their receipts.
public struct WaitingAnswer: Codable, Hashable, Sendable {
  public var message: Int64
  /// 64 hex digits.
  public var contact: String
  public var parts: [Int64]
}

/// A contact as lists show it.
public struct ContactSummary: Codable, Hashable, Sendable {
  public var codename: String
  public var key: String
  public var name: String
  public var publicStatus: String?
  public var note: String?
  public var state: String
  public var isOnline: Bool
  /// As RFC 3339.
  public var firstSeen: String
  public var lastSeen: String
  public var requestText: String?
}

/// A webhook and its deliveries.
public struct HookSummary: Codable, Hashable, Sendable {
  public var name: String
  /// Deliveries by how far they are; those of a bot that keeps nothing are not counted.
  public var waiting: Int
  public var delivered: Int
  public var failed: Int
  /// Since when its deliveries wait because it answered 410, as RFC 3339.
  public var pausedSince: String?
}

/// How a running bot stands.
public struct StatusSummary: Codable, Hashable, Sendable {
  public var toxID: String
  public var connection: String
  public var contactsOnline: Int
}

/// What a home knows of the time; times in Unix milliseconds.
public struct ClockSummary: Codable, Hashable, Sendable {
  public var now: Int64
  /// By which is told what is too old.
  public var usedForErasing: Int64
  /// Milliseconds that the clock went forward and that are not believed yet.
  public var ahead: Int64
  /// Milliseconds that the bot has to run until they are.
  public var remaining: Int64
}

/// What a person made the bot forget.
public struct ForgottenSummary: Codable, Hashable, Sendable {
  public var contacts = 0
  /// Messages and answers.
  public var messages: Int
  /// Answers that the contact had not received.
  public var droppedAnswers: Int
  public var deliveries: Int
  /// Those of them that no receiver had taken.
  public var droppedDeliveries: Int
  /// SQLite may have left copies of rows in the database, which go when it is next written anew.
  public var copiesMayRemain = false

  public static let none = ForgottenSummary(
    messages: 0, droppedAnswers: 0, deliveries: 0, droppedDeliveries: 0)

  public static func += (total: inout ForgottenSummary, more: ForgottenSummary) {
    total.contacts += more.contacts
    total.messages += more.messages
    total.droppedAnswers += more.droppedAnswers
    total.deliveries += more.deliveries
    total.droppedDeliveries += more.droppedDeliveries
    total.copiesMayRemain = total.copiesMayRemain || more.copiesMayRemain
  }
}
