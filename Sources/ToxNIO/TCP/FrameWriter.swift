import Glibc
import NIOCore

/// Writes frames to one TCP connection, in pieces that are sent as one.
///
/// toxcore takes a frame from the system only when all of it has come. What came with a frame's
/// beginning fills the receiver's buffer for as long as that beginning lies there; where it fills
/// all of it, the frame's end never gets in, and both sides wait without end. This happened over
/// loopback, where the system carries up to 64 KiB in one segment. Therefore each piece is a few
/// whole frames and goes as a record of its own (`MSG_EOR`): the system appends nothing to it and,
/// since it is smaller than a segment there, does not cut it at the edge of the receiver's window.
///
/// Bytes that the system does not take wait here. NIO gets the rest of the piece that was begun,
/// and reports when it is written.
///
/// Touched on its loop only.
final class FrameWriter: @unchecked Sendable {
  /// How many bytes may wait before `isBlocked` turns true, and how few must be left before it
  /// turns false again.
  struct WaterMark: Sendable {
    var low: Int
    var high: Int
  }

  private let channel: any Channel
  private let descriptor: NIOBSDSocket.Handle
  private let waterMark: WaterMark
  private let blockedChanged: (Bool) -> Void
  /// NIO has the rest of a piece.
  private var isHandedOver = false
  /// The pieces behind it.
  private var waiting = CircularBuffer<[UInt8]>(initialCapacity: 1)
  /// What NIO has and what waits.
  private(set) var waitingBytes = 0
  private var isBlocked = false

  /// - Parameter blockedChanged: called on the loop, also from within `write`.
  /// - Returns: nil for a channel without a socket.
  init?(
    _ channel: any Channel, _ waterMark: WaterMark, blockedChanged: @escaping (Bool) -> Void
  ) {
    guard let descriptor = channel.socketDescriptor else { return nil }
    self.channel = channel
    self.descriptor = descriptor
    self.waterMark = waterMark
    self.blockedChanged = blockedChanged
  }

  /// Writes a piece after those before it, or keeps it until the system takes more.
  ///
  /// - Parameter piece: whole frames, some thousand bytes.
  func write(_ piece: [UInt8]) {
    guard isOpen else { return }
    waitingBytes += piece.count
    if isHandedOver { waiting.append(piece) } else { begin(piece) }
    tellWhetherBlocked()
  }

  /// Whether the descriptor is the channel's.
  private var isOpen: Bool { channel.isActive }

  private func begin(_ piece: [UInt8]) {
    let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL | MSG_EOR)
    // An error is NIO's to find and to handle.
    let count = max(0, send(descriptor, piece, piece.count, flags))
    waitingBytes -= count
    if count < piece.count { handOver(piece[count...]) }
  }

  private func handOver(_ rest: ArraySlice<UInt8>) {
    isHandedOver = true
    let count = rest.count
    channel.writeAndFlush(ByteBuffer(bytes: rest)).whenSuccess { [self] in
      isHandedOver = false
      waitingBytes -= count
      while !isHandedOver, isOpen, let piece = waiting.popFirst() { begin(piece) }
      tellWhetherBlocked()
    }
  }

  private func tellWhetherBlocked() {
    let limit = isBlocked ? waterMark.low : waterMark.high
    guard isBlocked != (waitingBytes > limit) else { return }
    isBlocked.toggle()
    blockedChanged(isBlocked)
  }
}
