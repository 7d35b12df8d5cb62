public import GatewayCore
import Glibc

extension LineLoss {
  /// The same in words for a person.
  public func words(count: Int) -> String {
    let lines = count == 1 ? "1 line was not written" : "\(count) lines were not written"
    return switch self {
    case .unread: "\(lines): nobody reads the output"
    case .failed(let error): "\(lines): \(String(cString: strerror(error)))"
    }
  }
}
