import Glibc
import NIOCore
import NIOPosix

/// Errors of connections in words for the owner, without an address.
enum TCPFailure {
  static func words(for error: any Error) -> String {
    switch error {
    case let error as SocksError: error.description
    case let error as TCPConnectorError: error.description
    case let error as IOError: words(for: error.errnoCode)
    case let error as NIOConnectionError:
      error.connectionErrors.first.map { words(for: $0.error) } ?? "no connection"
    case ChannelError.connectTimeout: "no answer in time"
    default: "the connection broke"
    }
  }

  private static func words(for code: Int32) -> String {
    switch code {
    case ECONNREFUSED: "refused: nothing listens there"
    case EHOSTUNREACH, ENETUNREACH: "the network can't reach it"
    case ETIMEDOUT: "no answer in time"
    case ECONNRESET, EPIPE: "the other side broke the connection"
    case EACCES, EPERM: "this machine's own firewall forbids it"
    case EMFILE, ENFILE: "too many files are open"
    default: String(cString: strerror(code))
    }
  }
}
