/// Why the body of a request ended before its time.
enum BodyEnd: Error {
  /// The connection ended, or what came is no HTTP/1.1. The reader of the body counts it.
  case cut
  /// It took too long. The guard of the connection has counted it.
  case late
}
