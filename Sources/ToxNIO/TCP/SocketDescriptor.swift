import NIOCore

extension Channel {
  /// The socket beneath; nil where there is none, and once it is closed.
  ///
  /// Read on the channel's loop. Who keeps it asks whether the channel is active before each use:
  /// once that is closed, the number may be another's.
  var socketDescriptor: NIOBSDSocket.Handle? {
    var descriptor: NIOBSDSocket.Handle?
    try? pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
      descriptor = $0
    }
    return descriptor
  }
}
