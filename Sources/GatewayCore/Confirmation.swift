/// A question to a contact that is answered with its one-time code: of a rule
/// (`contact:confirm { … }`), or of the owner.
public struct NewConfirmation: Hashable, Sendable {
  public var text: String
  /// Milliseconds.
  public var timeout: Int64
  /// The name of the handler for yes; nil for a question of the owner.
  public var onYes: String?
  /// The name of the handler for no, and for no answer in time; nil for none.
  public var onNo: String?
  /// What the handler is given, as JSON; may be empty.
  public var data: String

  public init(
    text: String, timeout: Int64 = Self.timeoutStandard, onYes: String?, onNo: String? = nil,
    data: String = ""
  ) {
    self.text = text
    self.timeout = timeout
    self.onYes = onYes
    self.onNo = onNo
    self.data = data
  }

  /// Ten minutes.
  public static let timeoutStandard: Int64 = 600_000
  /// Ten seconds to a week.
  public static let timeouts: ClosedRange<Int64> = 10_000...(7 * 86_400_000)
  /// Questions that wait for one contact's answer.
  public static let countMax = 8
  /// Stands in the text where the code is to be.
  public static let codePlace = "{code}"

  /// What the contact is sent.
  public func message(code: ConfirmationCode) -> String {
    guard !text.contains(Self.codePlace) else {
      return text.split(separator: Self.codePlace, omittingEmptySubsequences: false)
        .joined(separator: code.text)
    }
    return "\(text)\nWrite \"yes \(code.text)\" or \"no \(code.text)\" within \(span)."
  }

  /// The timeout in words, rounded down: a contact that keeps to it is not late.
  private var span: String {
    let seconds = timeout / 1_000
    let (count, unit) =
      switch seconds {
      case ..<120: (seconds, "second")
      case ..<7_200: (seconds / 60, "minute")
      case ..<172_800: (seconds / 3_600, "hour")
      default: (seconds / 86_400, "day")
      }
    return "\(count) \(unit)\(count == 1 ? "" : "s")"
  }
}

/// The code that an answer names: it tells which question is meant, and that an older answer is
/// not. Four digits.
public struct ConfirmationCode: Hashable, Sendable {
  public let text: String

  public init(text: String) { self.text = text }

  /// - Parameter number: any; its last digits count.
  public init(number: UInt64) {
    let digits = String(number % 10_000)
    text = String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }
}

/// What a contact wrote in answer: "yes 4821" or "no 4821".
public struct ConfirmationReply: Hashable, Sendable {
  public var isYes: Bool
  public var code: ConfirmationCode

  /// - Returns: nil for any other text.
  public init?(_ text: String) {
    // Every message passes here: most are known by their length or their first letter.
    guard (6...24).contains(text.utf8.count),
      let first = text.utf8.first(where: { $0 != UInt8(ascii: " ") }),
      "yYnN!/".utf8.contains(first)
    else { return nil }
    let words = text.lowercased().split(whereSeparator: \.isWhitespace)
    guard words.count == 2, words[1].utf8.count == 4,
      words[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    switch words[0].drop(while: { $0 == "!" || $0 == "/" }) {
    case "yes", "y": isYes = true
    case "no", "n": isYes = false
    default: return nil
    }
    code = ConfirmationCode(text: String(words[1]))
  }
}

/// A confirmation that waits for its answer.
public struct OpenConfirmation: Hashable, Sendable {
  public var id: Int64
  public var contact: ContactKey
  public var code: ConfirmationCode
  /// nil for a question of the owner.
  public var onYes: String?
  public var onNo: String?
  public var data: String

  public init(
    id: Int64, contact: ContactKey, code: ConfirmationCode, onYes: String?, onNo: String?,
    data: String
  ) {
    self.id = id
    self.contact = contact
    self.code = code
    self.onYes = onYes
    self.onNo = onNo
    self.data = data
  }
}

/// How a confirmation ended.
public struct ConfirmationResult: Hashable, Sendable {
  public enum Answer: String, Hashable, Sendable, CaseIterable {
    case yes, no, timeout
  }

  public var contact: Contact
  public var answer: Answer
  /// The handler that is called; nil: none.
  public var handler: String?
  public var data: String
  /// The answer, which is stored with the outcome; nil where none came.
  public var message: InboundMessage?

  public init(contact: Contact, answer: Answer, handler: String?, data: String) {
    self.contact = contact
    self.answer = answer
    self.handler = handler
    self.data = data
  }

  public init(_ confirmation: OpenConfirmation, of contact: Contact, answer: Answer) {
    self.init(
      contact: contact, answer: answer,
      handler: answer == .yes ? confirmation.onYes : confirmation.onNo, data: confirmation.data)
  }
}
