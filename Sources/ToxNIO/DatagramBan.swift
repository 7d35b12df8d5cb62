import CDatagram

/// The kernel's own word that this process opens no socket for datagrams, whatever its code does:
/// for the profiles that promise it. It holds for all threads and cannot be taken back.
public enum DatagramBan {
  /// - Returns: whether the kernel holds us to it; some offer no such filter.
  public static func impose() -> Bool { cdatagram_impose_ban() && cdatagram_ban_is_held() }
}
