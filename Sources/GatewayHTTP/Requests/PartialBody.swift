import HTTPTypes
import HummingbirdCore
import NIOCore

/// A body as it comes.
struct PartialBody {
  /// Parts that any body may have. Each costs time, however small it is.
  private static let partsMin = 1_000
  /// Beyond them there is one for so many bytes.
  private static let partBytesMin = 64

  private let bytesMax: Int
  private var parts = 0
  private var bytes: [UInt8] = []

  /// Why a body was not read.
  enum Fault: Error {
    /// It is too large, or comes in too many parts.
    case size
    /// Too many others are on their way.
    case busy
    /// It ended too early.
    case incomplete
    /// It took too long, for which the connection is counted.
    case late
  }

  private init(bytesMax: Int) { self.bytesMax = bytesMax }

  /// The whole body of a request, whose client may wait to be asked for it.
  ///
  /// - Parameter ticket: what counts its bytes; nil where they are not counted.
  @concurrent static func whole(
    of request: Request, bytesMax: Int, _ writer: borrowing ResponseWriter,
    ticket: UnprovenBodies.Ticket? = nil
  ) async throws(Fault) -> [UInt8] {
    let announced = request.headers[.contentLength].flatMap { Int($0) } ?? 0
    guard announced <= bytesMax else { throw .size }
    if request.headers[.expect]?.lowercased() == "100-continue" {
      try? await writer.writeInformationalHead(HTTPResponse(status: .continue))
    }
    var body = PartialBody(bytesMax: bytesMax)
    // Growing step by step takes twice the room. What is not written to takes none.
    body.bytes.reserveCapacity(max(0, announced))
    do {
      for try await part in request.body {
        guard body.hasRoom(for: part) else { throw Fault.size }
        guard ticket?.add(part.readableBytes) ?? true else { throw Fault.busy }
        body.append(part)
      }
    } catch let fault as Fault {
      throw fault
    } catch BodyEnd.late {
      throw .late
    } catch {
      throw .incomplete
    }
    return body.bytes
  }

  /// - Returns: whether the body may be so large, and have so many parts.
  private func hasRoom(for part: ByteBuffer) -> Bool {
    bytes.count + part.readableBytes <= bytesMax
      && parts < Self.partsMin + bytes.count / Self.partBytesMin
  }

  private mutating func append(_ part: ByteBuffer) {
    parts += 1
    bytes.append(contentsOf: part.readableBytesView)
  }
}
