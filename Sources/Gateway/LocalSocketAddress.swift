import Glibc

/// The address of a socket on this machine: a path, or a name that is no file and that begins with
/// "@" here.
struct LocalSocketAddress {
  private let address: sockaddr_un
  private let size: socklen_t

  /// - Returns: nil for a name that is too long.
  init?(_ name: String) {
    var bytes = Array(name.utf8)
    var address = sockaddr_un()
    guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      return nil
    }
    // A name that is no file begins with a zero.
    if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    self.address = address
    size = socklen_t((MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 0) + bytes.count)
  }

  /// Calls with the address as the system takes it.
  func withPointer<Value>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, size) }
    }
  }
}
