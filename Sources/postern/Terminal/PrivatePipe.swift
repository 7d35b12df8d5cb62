import Glibc

/// The two ends of a pipe, which programs that are started do not inherit. The caller closes them.
struct PrivatePipe {
  let reading: Int32
  let writing: Int32

  /// - Returns: nil where no descriptors are left.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reading, writing) = (ends[0], ends[1])
  }

  func close() {
    Glibc.close(reading)
    Glibc.close(writing)
  }
}
