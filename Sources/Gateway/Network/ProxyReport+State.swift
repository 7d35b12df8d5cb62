import GatewayCore
import ToxNIO

extension ProxyReport {
  /// nil where the state is not known yet.
  init?(_ state: ProxyState) {
    switch state {
    case .unknown: return nil
    case .reachable: self.init(isAway: false, words: "the proxy answers; connections go through it")
    case .away(let reason):
      self.init(
        isAway: true,
        words: "the proxy is away (\(reason)); everything waits for it, and nothing goes without it"
      )
    }
  }
}
