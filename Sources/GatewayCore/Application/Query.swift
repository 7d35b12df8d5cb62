/// A request that only reads.
public enum Query: Hashable, Sendable {
  case status
  case contactList
  /// Which of these answers are in flight in this session.
  case answersUnderway(messages: [Int64])
  /// The state of the deliveries to each webhook.
  case hookList
  /// The time as the home knows it.
  case clock
  /// The one contact that a person means, also by note or by the number of a message.
  case contactFind(ContactReference)
  /// A page of messages and answers, at most `messagesPageMax`.
  ///
  /// `textBytes` limits how much of each text is read; nil: all of it.
  case inboxList(InboxSelection, textBytes: Int?)
  /// A page of a conversation, with the answers of rules.
  case inboxThread(InboxSelection)
  /// Messages by their numbers, at most `messagesPageMax`; unknown numbers are skipped.
  case inboxMessages([Int64])
  /// Only the numbers, at most `numbersMax`.
  case inboxNumbers(InboxSelection)
  /// The number of messages, counted up to the limit.
  case inboxCount(InboxSelection)
  /// Messages whose text contains all of the words; the limit is the number of texts searched.
  case inboxSearch(words: [String], InboxSelection)
  /// What would be erased with messages.
  case inboxErasure(messages: [Int64])

  /// The largest number of messages in one reply, whatever the limit.
  public static let messagesPageMax = 500
  /// The largest number of message numbers in one reply.
  public static let numbersMax = 10_000
}

extension Query {
  /// The query's name in JSON.
  public enum Name: String, Hashable, Sendable, CaseIterable {
    case status
    case contactList = "contact_list"
    case answersUnderway = "answers_underway"
    case hookList = "hook_list"
    case clock
    case contactFind = "contact_find"
    case inboxList = "inbox_list"
    case inboxThread = "inbox_thread"
    case inboxMessages = "inbox_messages"
    case inboxNumbers = "inbox_numbers"
    case inboxCount = "inbox_count"
    case inboxSearch = "inbox_search"
    case inboxErasure = "inbox_erasure"

    /// The scope that an authorization needs for it.
    public var scope: Scope {
      switch self {
      case .status, .answersUnderway, .clock: .read
      case .inboxList, .inboxThread, .inboxMessages, .inboxNumbers, .inboxCount, .inboxSearch:
        .read
      case .contactList, .contactFind: .contacts
      case .inboxErasure: .inbox
      case .hookList: .hooks
      }
    }

    /// Whether it reads a page or more, and is answered concurrently with the bot's work.
    public var isLong: Bool {
      switch self {
      case .inboxList, .inboxThread, .inboxMessages, .inboxNumbers, .inboxCount, .inboxSearch,
        .inboxErasure, .contactFind:
        true
      case .status, .contactList, .answersUnderway, .hookList, .clock: false
      }
    }
  }

  public var name: Name {
    switch self {
    case .status: .status
    case .contactList: .contactList
    case .answersUnderway: .answersUnderway
    case .hookList: .hookList
    case .clock: .clock
    case .contactFind: .contactFind
    case .inboxList: .inboxList
    case .inboxThread: .inboxThread
    case .inboxMessages: .inboxMessages
    case .inboxNumbers: .inboxNumbers
    case .inboxCount: .inboxCount
    case .inboxSearch: .inboxSearch
    case .inboxErasure: .inboxErasure
    }
  }
}
