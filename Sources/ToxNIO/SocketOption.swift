import Glibc

/// Sets an option of a socket that works without it too: a refusal is no error.
func setSocketOption(of descriptor: Int32, level: Int32, name: Int32, value: Int32) {
  var value = value
  setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
}
