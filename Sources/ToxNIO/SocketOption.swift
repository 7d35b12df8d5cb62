import Glibc

/// Sets an option of a socket that serves without it too: a refusal is no error.
func setSocketOption(of descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
  var value = value
  setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
}
