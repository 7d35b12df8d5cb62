import GatewayCore

/// One mail on its way: what libcurl takes of it, and what the server has said.
///
/// libcurl passes the server's lines on as if they were header fields, but not the commands. Its
/// own result is not enough: 7.88.1 goes on without login where the server offers none, and calls
/// every answer to the mail but 250 a failure.
final class MailDialogue {
  let content: MailContent
  private var unread: ArraySlice<UInt8>
  private(set) var status = 0
  /// "5.1.1" (RFC 3463) of the last answer.
  private var enhancedStatus: String?
  private(set) var isLoggedIn = false
  private var answerCount = 0
  /// The server has asked for the mail itself.
  private var hasBegun = false
  /// It has taken or refused the mail: what follows answers QUIT, and may be anything.
  private var isDecided = false

  init(_ content: MailContent) {
    self.content = content
    unread = (content.message ?? [])[...]
  }

  /// - Returns: how many bytes were copied; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let part = unread.prefix(buffer.count)
    buffer.copyBytes(from: part)
    unread = unread.dropFirst(part.count)
    return part.count
  }

  func takeLine(_ line: [UInt8]) {
    // 221 answers QUIT also where nothing was to be decided.
    guard line.count >= 3, let status = Int(String(decoding: line[..<3], as: UTF8.self)),
      status != 221, !isDecided
    else { return }
    self.status = status
    // Of an answer of several lines the last one has a space there.
    let isComplete = line.count == 3 || line[3] != UInt8(ascii: "-")
    if isComplete { answerCount += 1 }
    let words = String(decoding: line.dropFirst(4), as: UTF8.self).prefix { !$0.isWhitespace }
    enhancedStatus = words.wholeMatch(of: /[245]\.\d{1,3}\.\d{1,3}/).map { String($0.output) }
    if status == 235 { isLoggedIn = true }
    if hasBegun {
      isDecided = isComplete
    } else if status == 354 {
      hasBegun = true
    } else {
      // libcurl goes on where EHLO is refused, which follows the greeting.
      isDecided = isComplete && status >= 400 && answerCount != 2
    }
  }

  /// Whether the mail may be sent over the connection: also where login is demanded and the server
  /// has not offered it.
  var isReady: Bool { content.login == nil || isLoggedIn }

  /// How libcurl ended.
  enum End {
    case success
    /// It was told no, at any point (8, 55, 67).
    case refusal
    case other(sentence: String)
  }

  /// What came of it: 4xx is for later, 5xx final, and what concerns all mails of the webhook
  /// pauses it.
  func result(_ end: End) -> DeliveryResult {
    switch end {
    case .other(let sentence): .unreachable(sentence)
    // An answer of 251 or 200 is one, though libcurl takes it for a refusal.
    case .success where status == 250, .refusal where hasBegun && (200..<300).contains(status):
      .delivered(status: status)
    case .success: .unreachable("The mail server ended the conversation out of turn.")
    case .refusal where !isReady && status < 400:
      .unreachable(Self.withoutLogin)
    case .refusal where (500..<600).contains(status):
      .rejected(
        status: status, concernsAll ? .webhook : .message, reason: enhancedStatus)
    case .refusal:
      .unreachable("The mail server answered \(status)\(enhancedStatus.map { " (\($0))" } ?? "").")
    }
  }

  /// The greeting, the login, and answers that ask for a login or for TLS.
  private var concernsAll: Bool {
    !isReady || answerCount <= 1 || [530, 534, 535, 538].contains(status)
  }

  static let withoutLogin =
    "The mail server offers no login that can be used here (PLAIN or LOGIN); nothing was sent."
}
