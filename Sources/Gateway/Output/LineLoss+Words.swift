public import GatewayCore
import Glibc

extension LineLoss {
  /// The loss in words for the owner.
  public func words(count: Int) -> String {
    let lines = count == 1 ? "1 line was not written" : "\(count) lines were not written"
    return switch self {
    case .unread: "\(lines): the output is not read"
    case .failed(let error): "\(lines): \(String(cString: strerror(error)))"
    }
  }
}
