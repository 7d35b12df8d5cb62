import Foundation
import GatewayCore

/// A message as RFC 5322 has it, from what a delivery stores and what its webhook says.
///
/// Its body is Base64: then no line is too long, none begins with a full stop, none ends without
/// CR LF, and no byte is beyond ASCII.
struct MailMessage {
  let from: MailAddress
  let draft: MailDraft
  let subject: String
  /// Stays over all attempts, so that a mailbox can tell a repetition.
  let id: String

  var bytes: [UInt8] {
    let fields = [
      ("Date", draft.date), ("From", "<\(from.text)>"), ("To", "<\(draft.recipient.text)>"),
      ("Message-ID", "<\(id)@\(from.domain)>"), ("Subject", Self.encodedWords(of: subject)),
      // Holidays are not to be told to it.
      ("Auto-Submitted", "auto-generated"), ("MIME-Version", "1.0"),
      ("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "base64"),
    ]
    let header = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
    let body = Data(draft.text.withNetworkLineEnds.utf8).base64EncodedString(
      options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    return Array("\(header)\r\n\(body)\r\n".utf8)
  }

  /// The text of a header field, with folding.
  ///
  /// - Source: RFC 2047
  static func encodedWords(of text: String) -> String {
    if text.utf8.count <= plainMax, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }),
      !text.contains("=?"), text.trimmingCharacters(in: .whitespaces) == text
    {
      return text
    }
    var words: [[UInt8]] = []
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar.isControl ? " " : scalar).utf8)
      if let last = words.last, last.count + bytes.count <= wordBytesMax {
        words[words.count - 1] += bytes
      } else {
        words.append(bytes)
      }
    }
    return words.map { "=?utf-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
  }

  private static let plainMax = 66
  /// An encoded word has 75 characters at most: 12 of its own, and 4 for each 3 bytes.
  private static let wordBytesMax = 45
}

/// What a delivery of a mail stores: the recipient, the date and the text.
struct MailDraft {
  let recipient: MailAddress
  /// As in RFC 5322.
  let date: String
  let text: String

  init(to recipient: MailAddress, at time: UnixMilliseconds, text: String) {
    self.recipient = recipient
    date = CivilTime(time).formatted("%a, %d %b %Y %H:%M:%S +0000")
    self.text = text
  }

  /// - Returns: nil where the text is none that `body` made.
  init?(body: String) {
    let lines = body.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
    guard lines.count == 4, lines[2].isEmpty, lines[0].hasPrefix("To: "),
      let recipient = MailAddress(String(lines[0].dropFirst(4))), lines[1].hasPrefix("Date: ")
    else { return nil }
    self.recipient = recipient
    date = String(lines[1].dropFirst(6))
    text = String(lines[3])
  }

  /// In the form in which it is stored.
  var body: String { "To: \(recipient.text)\nDate: \(date)\n\n\(text)" }
}

extension String {
  /// Each line end, of whatever kind, as CR LF.
  fileprivate var withNetworkLineEnds: String {
    var result = ""
    for character in self { result += character.isNewline ? "\r\n" : String(character) }
    return result
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { value < 0x20 || (0x7F..<0xA0).contains(value) }
}
