/// Something that reads and changes nothing.
public enum Query: Hashable, Sendable {
  case status
  case contactList
  /// Which of these answers are on their way in this session.
  case answersUnderway(messages: [Int64])
  /// How it stands with the deliveries to each webhook.
  case hookList
  /// What the home knows of the time.
  case clock
  /// The one contact that a person means, also by note or by the number of a message.
  case contactFind(ContactReference)
  /// A page of messages and answers, at most `messagesPageMax`.
  ///
  /// `textBytes` is how much of each text is wanted; nil: all of it.
  case inboxList(InboxSelection, textBytes: Int?)
  /// A page of a conversation, with what rules answered by themselves.
  case inboxThread(InboxSelection)
  /// Messages by their numbers, at most `messagesPageMax`; those that are not there are left out.
  case inboxMessages([Int64])
  /// The numbers alone, at most `numbersMax`.
  case inboxNumbers(InboxSelection)
  /// How many there are, counted up to the limit.
  case inboxCount(InboxSelection)
  /// Those whose text holds all of the words, among as many texts as the limit says.
  case inboxSearch(words: [String], InboxSelection)
  /// What erasing messages takes along.
  case inboxErasure(messages: [Int64])

  /// Messages that one reply holds at most, whatever the limit.
  public static let messagesPageMax = 500
  /// Numbers that one reply holds at most.
  public static let numbersMax = 10_000
}

extension Query {
  /// How the query is called in JSON.
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

    /// What an authorization must include for it.
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

    /// Whether it reads as much as a person can look at, and is answered beside the bot's work.
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
