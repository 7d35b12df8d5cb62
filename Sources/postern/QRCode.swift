import CQRCode
import GatewayCore

/// A QR code: rows of modules, each dark or light.
struct QRCode {
  /// Modules on a side.
  let width: Int
  private let dark: [Bool]

  /// - Parameter isForPaper: with more redundancy, for what is printed, folded and photographed.
  /// - Returns: nil where the text does not fit.
  init?(_ text: String, isForPaper: Bool = false) {
    let level = isForPaper ? QR_ECLEVEL_M : QR_ECLEVEL_L
    guard let code = QRcode_encodeString(text, 0, level, QR_MODE_8, 1) else { return nil }
    defer { QRcode_free(code) }
    let width = Int(code.pointee.width)
    let modules = UnsafeBufferPointer(start: code.pointee.data, count: width * width)
    self.width = width
    dark = modules.map { $0 & 1 == 1 }
  }

  /// Light outside of the code.
  func isDark(row: Int, column: Int) -> Bool {
    guard (0..<width).contains(row), (0..<width).contains(column) else { return false }
    return dark[row * width + column]
  }

  /// For the terminal, two rows of modules a line. In colours it is dark on light whatever the
  /// terminal's are; without them the blocks are the dark modules, as on paper.
  var halfBlocks: OutputLine {
    let quiet = 2
    let (begin, end) = Terminal.hasColours ? ("\u{1b}[30;107m", "\u{1b}[0m") : ("", "")
    let lines = stride(from: -quiet, to: width + quiet, by: 2).map { row in
      let blocks = (-quiet..<(width + quiet)).map { column in
        switch (isDark(row: row, column: column), isDark(row: row + 1, column: column)) {
        case (true, true): "█"
        case (true, false): "▀"
        case (false, true): "▄"
        case (false, false): " "
        }
      }
      return begin + blocks.joined() + end
    }
    return "\(verbatim: lines.joined(separator: "\n"))"
  }
}
