/// When a relay acts on its clients.
///
/// - Spec: "TCP server"
enum RelayServerTimings {
  /// From one ping to the next.
  static let pingInterval = Interval.seconds(30)
  /// How long a ping may go unanswered.
  static let pongTimeout = Interval.seconds(10)
  /// From the connection to the first frame.
  static let greetingTimeout = Interval.seconds(10)
  /// How long a client may leave what is sent to it unread. At the shell's watermarks that is a
  /// link of 3 KB/s.
  static let blockedTimeout = Interval.seconds(10)
}
