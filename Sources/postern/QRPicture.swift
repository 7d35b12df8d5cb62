import CPNG
import Foundation
import Gateway

/// A QR code as a file, for a poster.
struct QRPicture {
  private enum Format: String {
    case png, svg
  }

  private let file: String
  private let format: Format

  /// Light modules around the code, as the standard asks for.
  private static let quiet = 4
  /// Pixels on a module's side in a PNG: about 5 cm at 300 dots an inch.
  private static let scale = 16

  /// - Throws: `Failure` for a name that says no format, or of a file that is there.
  init(file: String) throws {
    guard let format = Format(rawValue: URL(filePath: file).pathExtension.lowercased()) else {
      throw Failure("\(file): the name of a QR code's file ends with .png or .svg.", .refused)
    }
    guard !FileManager.default.fileExists(atPath: file) else { throw NewFile.failure(file, EEXIST) }
    self.file = file
    self.format = format
  }

  /// Writes a new file; where that fails there is none.
  ///
  /// - Throws: `Failure` with the reason.
  func write(_ text: String) throws {
    guard let code = QRCode(text, isForPaper: true) else {
      throw Failure("There was not enough memory for the QR code.", .inputOutput)
    }
    let bytes = format == .svg ? Array(Self.svg(code).utf8) : try Self.png(code)
    let written = try NewFile(file, mode: 0o644)
    try written.write(bytes)
    try written.finish()
  }

  private static func svg(_ code: QRCode) -> String {
    let side = code.width + 2 * quiet
    var path = ""
    for row in 0..<code.width {
      for column in 0..<code.width where code.isDark(row: row, column: column) {
        path += "M\(column + quiet) \(row + quiet)h1v1h-1z"
      }
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" \
      shape-rendering="crispEdges">
      <rect width="\(side)" height="\(side)" fill="#fff"/>
      <path d="\(path)" fill="#000"/>
      </svg>

      """
  }

  private static func png(_ code: QRCode) throws -> [UInt8] {
    let side = (code.width + 2 * quiet) * scale
    var pixels = [UInt8](repeating: 0xFF, count: side * side)
    for row in 0..<side {
      for column in 0..<side
      where code.isDark(row: row / scale - quiet, column: column / scale - quiet) {
        pixels[row * side + column] = 0
      }
    }
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    (image.width, image.height) = (png_uint_32(side), png_uint_32(side))
    // One byte a pixel, of grey: PNG_FORMAT_GRAY.
    image.format = 0
    // Larger than the pixels are as they stand.
    var size = png_alloc_size_t(pixels.count + 65_536)
    var bytes = [UInt8](repeating: 0, count: Int(size))
    guard png_image_write_to_memory(&image, &bytes, &size, 0, pixels, 0, nil) != 0 else {
      throw Failure("There was not enough memory for the picture.", .inputOutput)
    }
    return Array(bytes.prefix(Int(size)))
  }
}
