import CQRCode
import Foundation
import Glibc

/// Standard output, a line at a time, from any thread.
///
/// A reader that went away, or a full disk behind it, ends nothing: a bot is there for its
/// contacts.
enum Output {
  static func line(_ text: String) { lines(CollectionOfOne(text)) }

  /// Several lines at once: with one system call, and whole beside those of other threads.
  static func lines(_ texts: some Sequence<String>) { write(texts, to: STDOUT_FILENO) }

  /// Standard error: what is not the result.
  static func note(_ text: String) { write(CollectionOfOne(text), to: STDERR_FILENO) }

  private static func write(_ lines: some Sequence<String>, to descriptor: Int32) {
    var bytes: [UInt8] = []
    for line in lines {
      bytes += line.utf8
      bytes.append(UInt8(ascii: "\n"))
    }
    bytes.withUnsafeBytes { write($0, to: descriptor) }
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      guard count > 0 || (count < 0 && errno == EINTR) else { return }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// Values as JSON in one line, keys sorted.
  static func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    line(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}

/// Text that others sent, made safe for a terminal: no control characters, which could move the
/// cursor, change the title or fake a line.
func terminalSafe(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { scalar in
        scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control
          ? scalar : "\u{fffd}"
      }))
}

/// A QR code for the terminal, two rows of modules a line.
enum QRCode {
  /// Half blocks, dark on light whatever the terminal's colours; nil where the text does not fit.
  static func halfBlocks(_ text: String) -> String? {
    guard let code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1) else { return nil }
    defer { QRcode_free(code) }
    let width = Int(code.pointee.width)
    let quiet = 2
    func isDark(_ row: Int, _ column: Int) -> Bool {
      guard (0..<width).contains(row), (0..<width).contains(column) else { return false }
      return code.pointee.data[row * width + column] & 1 == 1
    }
    var lines: [String] = []
    for row in stride(from: -quiet, to: width + quiet, by: 2) {
      var line = "\u{1b}[30;107m"
      for column in -quiet..<(width + quiet) {
        switch (isDark(row, column), isDark(row + 1, column)) {
        case (true, true): line += "█"
        case (true, false): line += "▀"
        case (false, true): line += "▄"
        case (false, false): line += " "
        }
      }
      lines.append(line + "\u{1b}[0m")
    }
    return lines.joined(separator: "\n")
  }
}
