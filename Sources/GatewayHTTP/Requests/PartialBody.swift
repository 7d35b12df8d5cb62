import NIOCore

/// A body as it comes.
struct PartialBody {
  /// Parts that any body may have. Each costs time, however small it is.
  private static let partsMin = 1_000
  /// Beyond them there is one for so many bytes.
  private static let partBytesMin = 64

  private let bytesMax: Int
  private var parts = 0
  private(set) var bytes: [UInt8] = []

  init(bytesMax: Int) { self.bytesMax = bytesMax }

  /// - Returns: whether the body may be so large, and have so many parts.
  func hasRoom(for part: ByteBuffer) -> Bool {
    bytes.count + part.readableBytes <= bytesMax
      && parts < Self.partsMin + bytes.count / Self.partBytesMin
  }

  mutating func append(_ part: ByteBuffer) {
    parts += 1
    bytes.append(contentsOf: part.readableBytesView)
  }
}
