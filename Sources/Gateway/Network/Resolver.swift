import Foundation
import NIOCore
import ToxNIO
import ToxWire

/// The system's resolver: the one place from which the program asks it (curl asks it for webhooks,
/// in the direct profile).
enum Resolver {
  /// The first address of a name. Blocks.
  static func address(of name: String) -> IPAddress? {
    // The port is not used, but NIO requires one.
    guard let address = try? SocketAddress.makeAddressResolvingHost(name, port: 1) else {
      return nil
    }
    return Endpoint(address)?.address
  }

  /// The addresses of the names that have one.
  static func addresses(of names: Set<String>) async -> [String: IPAddress] {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var addresses: [String: IPAddress] = [:]
        for name in names.sorted() { addresses[name] = address(of: name) }
        continuation.resume(returning: addresses)
      }
    }
  }
}
