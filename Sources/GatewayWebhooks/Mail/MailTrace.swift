import CCurl
import GatewayCore

/// What client and mail server say to each other, for people; of the login only its kind.
final class MailTrace {
  private(set) var lines: [DialogueLine] = []
  /// The server asked for more of the login.
  private var isAsked = false

  /// Lines of one mail: its text is as long as its sender likes.
  private static let linesMax = 400

  /// It must outlive the handle.
  func set(for easy: UnsafeMutableRawPointer) -> Bool {
    ccurl_set_debug(
      easy,
      { _, kind, bytes, count, context in
        guard let context, let bytes else { return 0 }
        let text = String(
          decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
        Unmanaged<MailTrace>.fromOpaque(context).takeUnretainedValue().take(text, kind)
        return 0
      }, Unmanaged.passUnretained(self).toOpaque()) == CURLE_OK
  }

  func take(_ text: String, _ kind: curl_infotype) {
    for line in text.split(whereSeparator: \.isNewline) where lines.count < Self.linesMax {
      switch kind {
      case CURLINFO_HEADER_IN:
        isAsked = line.hasPrefix("334")
        lines.append(DialogueLine(received: String(line)))
      case CURLINFO_HEADER_OUT:
        lines.append(DialogueLine(sent: isAsked ? "…" : Self.withoutLogin(line)))
        isAsked = false
      case CURLINFO_DATA_OUT: lines.append(DialogueLine(sent: String(line)))
      default: break
      }
    }
  }

  private static func withoutLogin(_ line: Substring) -> String {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count == 3, words[0].lowercased() == "auth" else { return String(line) }
    return "AUTH \(words[1]) …"
  }
}
