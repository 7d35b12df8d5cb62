import CDatagram
import Foundation
import Glibc
import Testing

@Suite struct `The ban of datagrams` {
  private struct Finding: Sendable {
    var isHeldBefore = false
    var isImposed = false
    var isHeld = false
    var hasTCP = false
    var hasUnix = false
  }

  /// On a thread of its own, which ends with it: the tests' other threads need their sockets.
  @Test func `it holds for every way to a socket, and leaves TCP and Unix sockets`() async {
    let finding = await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var finding = Finding()
        finding.isHeldBefore = cdatagram_ban_is_held()
        finding.isImposed = cdatagram_impose_ban_on_this_thread()
        finding.isHeld = cdatagram_ban_is_held()
        finding.hasTCP = Self.isOpened(AF_INET)
        finding.hasUnix = Self.isOpened(AF_UNIX)
        continuation.resume(returning: finding)
      }
    }
    #expect(!finding.isHeldBefore)
    #expect(finding.isImposed && finding.isHeld)
    #expect(finding.hasTCP && finding.hasUnix)
  }

  private static func isOpened(_ family: Int32) -> Bool {
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    return close(descriptor) == 0
  }
}
