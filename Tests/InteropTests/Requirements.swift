import InteropSupport
import Testing

extension Trait where Self == ConditionTrait {
  /// Elsewhere the suite is skipped.
  static var needsPrivateNetworks: Self {
    .enabled("unshare, nft and tox-bootstrapd must be installed and namespaces allowed") {
      Requirements.hasPrivateNetworks
    }
  }

  static var needsToxic: Self {
    .enabled("toxic and tmux must be installed") { Requirements.hasInstalled("toxic", "tmux") }
  }
}
