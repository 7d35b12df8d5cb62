import Glibc
import GatewayStore
import Synchronization
import ToxCore
import ToxCrypto
import ToxWire

/// The lock of a key: one process of this machine at a time runs with it, whatever its home is. The
/// lock of a home does not see that another home is a restored copy of it.
///
/// A socket with a name and no file: the system removes it with the process, and every user of one
/// network namespace sees it, also a service with its own /tmp. The name is a tag under the secret
/// key: it tells others nothing, and they can't take it first.
final class KeyLock: Sendable {
  private let socket: Mutex<Int32?>

  /// - Throws: `Failure` where another process runs with this key.
  init(_ identity: Identity) throws(Failure) {
    var secret = identity.keyPair.secretKey.exportBytes()
    let tag = AuthenticationKey(bytes: secret).tag(Array("a bot runs with this key".utf8))
    wipe(&secret)
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0, let address = LocalSocketAddress("@postern-\(tag.bytes.hex)") else {
      self.socket = Mutex(nil)
      return
    }
    let status = address.withPointer { bind(socket, $0, $1) }
    guard status == 0 || errno != EADDRINUSE else {
      close(socket)
      throw Failure(
        "A bot with this key runs on this machine already, on another home: contacts would reach"
          + " now one, now the other. Stop it, or remove the copy that is not wanted.", .temporary)
    }
    self.socket = Mutex(socket)
  }

  deinit { release() }

  /// Releases the lock; has no effect when it was released before.
  func release() {
    socket.withLock { socket in
      if let open = socket { close(open) }
      socket = nil
    }
  }
}
