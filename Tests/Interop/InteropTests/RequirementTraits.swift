import InteropSupport
import Testing

extension Trait where Self == ConditionTrait {
  /// Elsewhere the suite is skipped.
  static var needsPrivateNetworks: Self {
    .enabled("unshare, nft and tox-bootstrapd must be installed and namespaces allowed") {
      Requirements.hasPrivateNetworks
    }
  }

  static var needsCaptures: Self {
    .enabled("microsocks and what private networks need must be installed") {
      Requirements.hasPrivateNetworks && Requirements.hasInstalled("microsocks", "ss")
    }
  }

  static var needsProxy: Self {
    .enabled("microsocks and what private networks need must be installed") {
      Requirements.hasPrivateNetworks && Requirements.hasInstalled("microsocks", "ss")
    }
  }

  static var needsToxic: Self {
    .enabled("toxic and tmux must be installed") { Requirements.hasInstalled("toxic", "tmux") }
  }
}
