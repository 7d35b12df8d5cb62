import CDatagram

/// Has the kernel refuse datagram sockets to this process, whatever its code does: for the profiles
/// that promise it. It holds for all threads and cannot be undone.
public enum DatagramBan {
  /// - Returns: whether the kernel enforces it; some kernels have no such filter.
  public static func impose() -> Bool { cdatagram_impose_ban() && cdatagram_ban_is_held() }
}
