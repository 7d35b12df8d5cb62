import CQRCode
import GatewayCore

/// A QR code for the terminal, two rows of modules a line.
enum QRCode {
  /// Half blocks, dark on light whatever the terminal's colours; nil where the text does not fit.
  static func halfBlocks(_ text: String) -> OutputLine? {
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
    return "\(verbatim: lines.joined(separator: "\n"))"
  }
}
