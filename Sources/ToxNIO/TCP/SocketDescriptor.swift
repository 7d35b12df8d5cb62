import NIOCore

extension Channel {
  /// The socket beneath; nil where there is none, and once it is closed.
  ///
  /// Read on the channel's loop. Callers check before each use that the channel is active: once it
  /// is closed, the system may give the number to another file.
  var socketDescriptor: NIOBSDSocket.Handle? {
    var descriptor: NIOBSDSocket.Handle?
    try? pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
      descriptor = $0
    }
    return descriptor
  }
}
