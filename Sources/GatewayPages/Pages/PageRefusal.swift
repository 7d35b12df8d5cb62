public import GatewayCore

/// What was not done, and why, in the reader's language: a text of its own for what people meet.
/// What is rare or technical has the text of its kind, and behind it the program's own sentence,
/// marked as English.
public struct PageRefusal: Hashable, Sendable {
  /// Of HTTP: 400 to 599.
  public var status: Int
  public var reason: RefusalReason?
  /// In English.
  public var sentence: String

  public init(status: Int, reason: RefusalReason? = nil, sentence: String) {
    self.status = status
    self.reason = reason
    self.sentence = sentence
  }

  /// What kind of refusal it is, as a title.
  func title(in strings: LanguageStrings) -> HTMLText { strings.text(word) }

  /// - Returns: nil where it has no text of its own.
  func text(in strings: LanguageStrings) -> HTMLText? { reason.map(strings.refusal) }

  /// The English sentence, cut to a line, for an element that says its language.
  var detail: HTMLText { HTMLText(sentence, limits: .line) }

  /// Both within a line.
  func line(in strings: LanguageStrings) -> HTMLText {
    if let text = text(in: strings) { return text }
    let title = title(in: strings) + HTMLText(". ")
    return title + HTMLText(markup: "<span lang=\"en\" dir=\"ltr\">\(detail.html)</span>")
  }

  private var word: Word {
    switch status {
    // A form that is too old has nothing to do with the role.
    case 403: reason == nil || reason == .role ? .problemForbidden : .problemFailed
    case 404, 410: .problemAbsent
    case 405: .problemMethod
    case 409, 422: .problemFailed
    case 413, 414, 431: .problemLarge
    case 429: .problemBusy
    case 500...: .problemUnavailable
    default: reason == nil ? .problemInvalid : .problemFailed
    }
  }
}

/// What went wrong with a request.
public struct ProblemPage: Sendable {
  public var refusal: PageRefusal

  public init(_ refusal: PageRefusal) { self.refusal = refusal }

  public func html(in frame: PageFrame) -> [UInt8] {
    let strings = frame.strings
    let title = refusal.title(in: strings)
    let text = refusal.text(in: strings)
    let isUntold = text == nil && !refusal.sentence.isEmpty
    let view: PageView = [
      "number": .text("\(refusal.status)"), "title": .html(title),
      "reason": .optional(text.map { ["text": .html($0)] }),
      "sentence": .optional(isUntold ? ["text": .html(refusal.detail)] : nil),
    ]
    return frame.page(.problem, view, title: title)
  }
}
