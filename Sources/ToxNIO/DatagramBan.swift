import CDatagramBan
import Glibc

/// The kernel's own word that this process opens no socket for datagrams, whatever its code does:
/// for the profiles that promise it. It holds for all threads and cannot be taken back.
public enum DatagramBan {
  /// - Returns: whether the kernel holds us to it; some offer no such filter.
  public static func impose() -> Bool { cdatagramban_impose() && isHeld }

  /// Whether an attempt to make a UDP socket fails. Such a socket is bound to nothing and sends
  /// nothing.
  static var isHeld: Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return errno == EPERM }
    close(descriptor)
    return false
  }
}
