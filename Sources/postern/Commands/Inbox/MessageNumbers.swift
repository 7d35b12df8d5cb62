import ArgumentParser
import Gateway
import GatewayCore

/// Messages as a person names them: by numbers and ranges, or all of a contact.
struct MessageSelection {
  var words: [String]
  var contact: String?
  /// Of such conversations.
  var triage = TriageFilter()
  /// Whether the command changes them.
  var isChange = true

  /// - Throws: `ValidationError`.
  func validate() throws {
    guard words.isEmpty != (contact == nil && triage.isEmpty) else {
      throw ValidationError("Give numbers of messages, or --contact.")
    }
    for word in words where Self.range(word) == nil {
      throw ValidationError(
        "\"\(word.shownInLine)\" is no message: give numbers and ranges, as 318 320-325.")
    }
  }

  /// The numbers as they are now, each once: what comes later is not meant.
  ///
  /// - Parameter status: of those that are meant by a contact; nil: answers too.
  /// - Throws: where one that was named alone is not there.
  func resolve(by operation: Operation, status: Item.Status? = nil) throws -> [Int64] {
    try resolve(in: InboxSource(.home(operation), nil), status: status)
  }

  func resolve(in source: InboxSource, status: Item.Status? = nil) throws -> [Int64] {
    if contact != nil || !triage.isEmpty {
      let numbers = try Self.all(
        in: source,
        InboxSelection(
          InboxFilter(status: status, triage: triage),
          contact: contact.map { ContactReference($0) }))
      guard numbers.isEmpty else { return numbers }
      throw Failure(
        contact == nil
          ? "The inbox has no such messages." : "The inbox has no such messages of this contact.",
        .refused)
    }
    var seen: Set<Int64> = []
    let found = try words.compactMap(Self.range).flatMap { try messages(in: $0, of: source) }
    guard found.isEmpty else { return found.filter { seen.insert($0).inserted } }
    throw Failure("There are no such messages.", .refused)
  }

  private func messages(in range: ClosedRange<Int64>, of source: InboxSource) throws -> [Int64] {
    let id = range.lowerBound
    if range.count == 1 {
      guard try source.numbers(holding: id).isEmpty else { return [id] }
      let end = isChange ? "; nothing was changed." : ": `postern inbox list --all` names them."
      throw Failure("There is no message \(id)\(end)", .refused)
    }
    return try Self.all(
      in: source,
      InboxSelection(
        InboxFilter(before: MessageID(range.upperBound + 1), after: MessageID(id - 1))))
  }

  /// The message that a word stands for, or the first and the last one.
  private static func range(_ word: String) -> ClosedRange<Int64>? {
    let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
      first > 0, first <= last, last < Int64.max
    else { return nil }
    return first...last
  }

  /// All numbers that a filter finds, page by page, the oldest first.
  private static func all(in source: InboxSource, _ selection: InboxSelection) throws -> [Int64] {
    var page = selection
    page.filter.limit = ApplicationRequest.numbersMax
    page.filter.order = .oldestFirst
    var found: [Int64] = []
    while true {
      let numbers = try source.numbers(page)
      found += numbers
      guard numbers.count == page.filter.limit else { return found }
      page.filter.after = numbers.last.map(MessageID.init)
    }
  }
}

/// A number of a message between which a command pages.
enum PageNumber {
  static func check(_ number: Int64?, of option: String) throws {
    guard let number, number < 1 else { return }
    throw ValidationError("\(option) takes the number of a message, 1 or more.")
  }
}

/// Messages that a command shows.
struct ShownMessages: ParsableArguments {
  @Argument(help: "Numbers and ranges of messages: 318 320-325.") var messages: [String]

  var selection: MessageSelection { MessageSelection(words: messages, isChange: false) }

  func validate() throws { try selection.validate() }
}

/// Messages that a command changes.
struct ChangedMessages: ParsableArguments {
  @Argument(help: "Numbers and ranges of messages: 318 320-325.") var messages: [String] = []
  @OptionGroup var contact: ContactOfMessages
  @OptionGroup var which: TriageOptions

  var selection: MessageSelection {
    MessageSelection(words: messages, contact: contact.contact, triage: which.filter)
  }

  func validate() throws { try selection.validate() }
}

struct ContactOfMessages: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      All of this contact instead of numbers: its codename, public key, Tox ID or note, or the \
      number of a message.
      """, valueName: "contact"))
  var contact: String?
}
