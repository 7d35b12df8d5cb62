import GatewayCore

/// All that a language says on pages: one file each.
struct LanguageStrings: Sendable {
  /// By `Word`, for templates.
  let byName: [String: String]
  /// What is said of a number of things.
  let counted: [CountedWord: [PluralForm: String]]
  /// What the audit log says of commands, by their names.
  let operations: [String: String]
  /// Why something was not done, as HTML; "{}" stands for the reason's number.
  let refusals: [RefusalReason: String]
  let plural: PluralRule
  /// Abbreviated, January first.
  let months: [String]
  /// Between the day, the month and the year: "{day} {month} {year}".
  let date: String
  /// Between groups of three digits.
  let digitSeparator: String
  /// Digits of the shortest number that has groups.
  let groupedFrom: Int

  init(
    words: KeyValuePairs<Word, String>,
    counted numbers: KeyValuePairs<CountedWord, [PluralForm: String]>,
    operations actions: KeyValuePairs<String, String>,
    refusals reasons: KeyValuePairs<RefusalReason, String>, plural: PluralRule,
    months: String, date: String, digitSeparator: String, groupedFrom: Int = 4
  ) {
    // Escaped once: templates print them as they are.
    byName = Dictionary(
      words.map { ($0.key.rawValue, HTMLText($0.value).html) },
      uniquingKeysWith: { first, _ in first })
    self.counted = Dictionary(
      numbers.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    self.operations = Dictionary(
      actions.map { ($0.key, HTMLText($0.value).html) },
      uniquingKeysWith: { first, _ in first })
    refusals = Dictionary(
      reasons.map { ($0.key, HTMLText($0.value).html) },
      uniquingKeysWith: { first, _ in first })
    self.plural = plural
    self.months = months.split(separator: " ").map(String.init)
    self.date = date
    self.digitSeparator = digitSeparator
    self.groupedFrom = groupedFrom
  }

  /// As HTML; the tests hold that every language has every word.
  subscript(word: Word) -> String { byName[word.rawValue] ?? word.rawValue }

  /// What a command of this name did; the name itself for one that this version does not know.
  func operation(_ name: String) -> HTMLText {
    operations[name].map { HTMLText(markup: $0) } ?? HTMLText(name)
  }

  /// Why something was not done; the tests hold that every language has every reason.
  func refusal(_ reason: RefusalReason) -> HTMLText {
    let text = refusals[reason] ?? ""
    guard let limit = reason.limit else { return HTMLText(markup: text) }
    return HTMLText(markup: text.replacing("{}", with: number(limit), maxReplacements: 1))
  }

  func text(_ word: Word) -> HTMLText { HTMLText(markup: self[word]) }

  /// A word with a value in the place of "{}".
  func text(_ word: Word, _ value: HTMLText) -> HTMLText {
    HTMLText(markup: self[word].replacing("{}", with: value.html, maxReplacements: 1))
  }

  /// "3 tips": the form that the language has for the number.
  func text(_ word: CountedWord, _ count: Int) -> HTMLText {
    let forms = counted[word] ?? [:]
    let form = forms[plural.form(of: count)] ?? forms[.other] ?? ""
    return HTMLText(markup: HTMLText(form).html.replacing("{}", with: number(count)))
  }

  /// With separated groups of digits.
  func number(_ number: Int) -> String {
    let digits = String(number.magnitude)
    guard digits.count >= groupedFrom else { return String(number) }
    var groups: [Substring] = []
    var rest = digits[...]
    while !rest.isEmpty {
      groups.append(rest.suffix(3))
      rest = rest.dropLast(3)
    }
    return (number < 0 ? "-" : "") + groups.reversed().joined(separator: digitSeparator)
  }
}

/// The forms that nouns have beside numbers, as in Unicode's CLDR.
enum PluralForm: String, Hashable, Sendable, CaseIterable {
  case zero, one, two, few, many, other
}

/// Which form a language uses beside a whole number.
enum PluralRule: Sendable {
  /// 1; others.
  case one
  /// 0 and 1; others.
  case zeroAndOne
  case russian
  case arabic

  var forms: Set<PluralForm> {
    switch self {
    case .one, .zeroAndOne: [.one, .other]
    case .russian: [.one, .few, .many]
    case .arabic: Set(PluralForm.allCases)
    }
  }

  func form(of count: Int) -> PluralForm {
    let count = count.magnitude
    let (tens, hundreds) = (count % 10, count % 100)
    switch self {
    case .one: return count == 1 ? .one : .other
    case .zeroAndOne: return count < 2 ? .one : .other
    case .russian:
      guard !(11...14).contains(hundreds) else { return .many }
      return tens == 1 ? .one : (2...4).contains(tens) ? .few : .many
    case .arabic:
      switch (count, hundreds) {
      case (0, _): return .zero
      case (1, _): return .one
      case (2, _): return .two
      case (_, 3...10): return .few
      case (_, 11...99): return .many
      default: return .other
      }
    }
  }
}
