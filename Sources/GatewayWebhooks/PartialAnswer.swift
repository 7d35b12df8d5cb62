import GatewayCore

/// The answer to a request over HTTP, as far as it has come.
struct PartialAnswer {
  private(set) var fields = ResponseFields()
  private(set) var body: [UInt8] = []
  /// The final header (not that of a 1xx) came whole: the receiver has decided.
  private(set) var hasFinalHeader = false
  private var headerBytes = 0
  /// Of the header, and of the body.
  private let bytesMax: Int

  init(bytesMax: Int) { self.bytesMax = bytesMax }

  /// Whether the body has as many bytes as are kept.
  var isFull: Bool { body.count >= bytesMax }

  /// - Returns: whether the header may be so long.
  mutating func count(headerBytes count: Int) -> Bool {
    headerBytes += count
    return headerBytes <= bytesMax
  }

  /// A line of the header, with its end.
  ///
  /// - Parameter status: that of the answer, asked for with the last line.
  mutating func takeHeaderLine(_ line: UnsafeRawBufferPointer, status: () -> Int) {
    if line.count <= 2, line.last == UInt8(ascii: "\n") { hasFinalHeader = status() >= 200 }
    fields.take(line)
  }

  /// Keeps as much of the body as there is room for.
  ///
  /// - Returns: whether that was everything.
  mutating func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let room = bytesMax - body.count
    body += bytes.prefix(room)
    return bytes.count <= room
  }
}
